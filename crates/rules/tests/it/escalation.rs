//! Facts about who may become an administrator, over whole snapshots.

use bartizan_iam::PolicyDocument;
use bartizan_iam::paths::Technique;
use bartizan_model::aws::account::Account;
use bartizan_model::aws::iam::{InlinePolicy, Role, User};
use bartizan_model::{Observed, Resource, ResourceType as _};
use bartizan_rules::RuleSet;

use crate::support::{ACCOUNT, denied, findings, judged_with, user};
use crate::{compiled, shipped_sources};

fn rules() -> RuleSet {
    let wanted = [
        "aws/account/administrator_from_outside.rego",
        "aws/iam/role_can_become_administrator.rego",
        "aws/iam/user_can_become_administrator.rego",
    ];
    let sources = shipped_sources().into_iter();
    let sources = sources.filter(|it| wanted.contains(&it.path.as_str()));
    let techniques = Technique::read_all(bartizan_policies::escalation()).unwrap();
    compiled(sources.collect()).knowing(techniques)
}

fn policy(text: &str) -> PolicyDocument {
    PolicyDocument::parse(text).unwrap()
}

fn inline(document: Observed<PolicyDocument>) -> Vec<InlinePolicy> {
    let name = "all".to_owned();
    vec![InlinePolicy { name, document }]
}

fn allowing(action: &str) -> Vec<InlinePolicy> {
    let text =
        format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#);
    inline(Observed::Known(policy(&text)))
}

fn role(name: &str, trusts: &str, inline_policies: Vec<InlinePolicy>) -> Role {
    let trust = format!(
        r#"{{"Statement": {{"Effect": "Allow", "Principal": {{"AWS": "{trusts}"}}, "Action": "sts:AssumeRole"}}}}"#
    );
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/{name}");
    Role {
        path: "/".to_owned(),
        trust_policy: Observed::Known(policy(&trust)),
        inline_policies,
        ..Role::at(arn, name, ACCOUNT, None)
    }
}

fn account() -> Account {
    let arn = format!("arn:aws:iam::{ACCOUNT}:root");
    Account::at(arn, "ledger", ACCOUNT, None)
}

/// Outcome, resource and what is wrong, a line each.
fn told(resources: &[Resource]) -> Vec<String> {
    let audit = judged_with(&rules(), resources, &[], &Default::default()).unwrap();
    let line = |it: &bartizan_finding::Finding| {
        let messages = it.outcome.violations().iter().map(|it| it.message.as_str());
        let messages: Vec<_> = messages.collect();
        let line = [it.outcome.name(), &it.resource.name, &messages.join(" | ")].join(" ");
        line.trim_end().to_owned()
    };
    findings(&audit).iter().map(line).collect()
}

#[test]
fn a_user_becomes_an_administrator_over_a_role_and_a_stranger_over_two() {
    let ana = User {
        inline_policies: allowing("iam:PutUserPolicy"),
        ..user("ana")
    };
    let middle = format!("arn:aws:iam::{ACCOUNT}:role/middle");
    let resources = [
        account().into(),
        ana.into(),
        user("ben").into(),
        role("admin", &middle, allowing("*")).into(),
        role(
            "middle",
            "arn:aws:iam::444455556666:root",
            allowing("sts:AssumeRole"),
        )
        .into(),
    ];
    insta::assert_snapshot!(told(&resources).join("\n"), @r"
    fail ledger account 444455556666 can become its administrator in 3 steps: Assume the role (sts-assume-role); Assume the role (sts-assume-role); be an administrator: administrator of 111122223333
    pass admin
    fail middle can become an administrator in 2 steps: Assume the role (sts-assume-role); be an administrator: administrator of 111122223333
    fail ana can become an administrator in 1 step: Write a policy into the own user (iam-put-user-policy)
    pass ben
    ");
}

#[test]
fn what_stands_in_a_policy_that_was_not_read_is_unknown() {
    let ana = User {
        inline_policies: inline(Observed::Unknown(denied("iam:GetUserPolicy"))),
        ..user("ana")
    };
    let told = told(&[account().into(), ana.into()]);
    assert_eq!(told, ["pass ledger", "unknown ana"]);
}
