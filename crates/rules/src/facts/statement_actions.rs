use std::collections::BTreeMap;
use std::sync::LazyLock;

use bartizan_iam::{Dictionary, PolicyDocument, Statement, glob_matches};
use bartizan_model::{Observed, Resource};
use serde_json::Value;

use super::Fact;

pub(super) const FACT: Fact = Fact {
    name: "statement_actions",
    types: &["aws.s3.bucket", "aws.kms.key"],
    reads: &["policy"],
    neighbours: &[],
    doc: "For each statement of the policy, in order: the actions of the resource's own service that its Action or NotAction stands for, spelled as AWS does, such as `kms:Decrypt`. Empty when there is no policy.",
    compute: |resource, _| match resource {
        Resource::S3Bucket(bucket) => of(bucket.policy.as_ref(), "s3"),
        Resource::KmsKey(key) => of(key.policy.as_ref(), "kms"),
        _ => Observed::Absent,
    },
};

fn of(policy: Observed<&PolicyDocument>, service: &str) -> Observed<Value> {
    let statements = policy.map(|policy| {
        let each = policy.statement.iter();
        each.map(|it| Value::from(of_statement(it, service)))
            .collect::<Value>()
    });
    Observed::Known(match statements {
        Observed::Known(statements) => statements,
        Observed::Absent => Value::Array(Vec::new()),
        Observed::Unknown(gap) => return Observed::Unknown(gap),
    })
}

fn of_statement(statement: &Statement, service: &str) -> Vec<String> {
    covered(&statement.action, &statement.not_action, service)
}

/// The actions of a service that a statement's elements stand for.
pub(super) fn covered(action: &[String], not_action: &[String], service: &str) -> Vec<String> {
    let lower = |patterns: &[String]| -> Vec<String> {
        patterns.iter().map(|it| it.to_lowercase()).collect()
    };
    let (action, not_action) = (lower(action), lower(not_action));
    let named = |patterns: &[String], name: &str| patterns.iter().any(|it| glob_matches(it, name));
    let every = spelled(service).iter();
    let stands_for = |(_, name): &&(String, String)| {
        named(&action, name) || (!not_action.is_empty() && !named(&not_action, name))
    };
    every
        .filter(stands_for)
        .map(|(name, _)| name.clone())
        .collect()
}

/// The actions of a service, as AWS spells them and in small letters; of those that rules ask about.
fn spelled(service: &str) -> &'static [(String, String)] {
    static OF: LazyLock<BTreeMap<&str, Vec<(String, String)>>> = LazyLock::new(|| {
        let services = ["kms", "s3", "sts"];
        services.into_iter().map(|it| (it, every(it))).collect()
    });
    OF.get(service).map_or(&[], Vec::as_slice)
}

fn every(service: &str) -> Vec<(String, String)> {
    let service = Dictionary::get().service(service);
    let actions = service.into_iter().flat_map(|service| {
        let actions = service.actions();
        actions.map(|it| format!("{}:{}", service.prefix(), it.name()))
    });
    actions
        .map(|name| (name.clone(), name.to_lowercase()))
        .collect()
}
