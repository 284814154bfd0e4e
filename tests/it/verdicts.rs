//! Comparing what two audits concluded.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::live::text;

/// One finding, as far as it must not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    pub(crate) outcome: String,
    pub(crate) resource: String,
    name: String,
    kind: String,
    account: String,
    region: Option<String>,
}

impl Finding {
    /// Its rule and the name of what it is about.
    pub(crate) fn pair(&self) -> (&str, &str) {
        (&self.rule, &self.name)
    }
}

/// The findings of a report by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Findings(pub(crate) BTreeMap<String, Finding>);

impl Findings {
    pub(crate) fn of(report: &Value) -> Self {
        let findings = report["findings"].as_array().unwrap();
        let by_id: BTreeMap<_, _> = findings
            .iter()
            .map(|it| {
                let resource = &it["resource"];
                let finding = Finding {
                    rule: text(&it["rule"]),
                    outcome: text(&it["outcome"]),
                    resource: text(&resource["id"]),
                    name: text(&resource["name"]),
                    kind: text(&resource["type"]),
                    account: text(&resource["account"]),
                    region: resource["region"].as_str().map(str::to_owned),
                };
                (text(&it["id"]), finding)
            })
            .collect();
        assert_eq!(by_id.len(), findings.len(), "ids are unique");
        Self(by_id)
    }

    pub(crate) fn by_rule(&self) -> BTreeMap<&str, BTreeMap<&str, usize>> {
        let mut table = BTreeMap::<_, BTreeMap<_, _>>::new();
        for it in self.0.values() {
            *table
                .entry(it.rule.as_str())
                .or_default()
                .entry(it.outcome.as_str())
                .or_default() += 1;
        }
        table
    }

    /// The names of what a rule gives an outcome, in order.
    pub(crate) fn names(&self, rule: &str, outcome: &str) -> Vec<&str> {
        let chosen = self.0.values();
        let chosen = chosen.filter(|it| it.rule == rule && it.outcome == outcome);
        let mut names: Vec<_> = chosen.map(|it| it.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// The types of what was judged, each once.
    pub(crate) fn kinds(&self) -> BTreeSet<&str> {
        self.0.values().map(|it| it.kind.as_str()).collect()
    }

    /// Every rule and the name of what it gives an outcome: `rule name`.
    pub(crate) fn pairs(&self, outcome: &str) -> BTreeSet<String> {
        let chosen = self.0.values().filter(|it| it.outcome == outcome);
        chosen
            .map(|it| format!("{} {}", it.rule, it.name))
            .collect()
    }

    pub(crate) fn unknown(&self) -> usize {
        let outcomes = self.0.values();
        outcomes.filter(|it| it.outcome == "unknown").count()
    }

    /// Whether an unknown finding of the same rule speaks for everything of the finding's type in its place.
    fn covers(&self, lost: &Finding) -> bool {
        self.0.values().any(|it| {
            let place = it.region.as_deref().unwrap_or("global");
            let everything = format!("aws://{}/{place}/{}/*", lost.account, lost.kind);
            it.outcome == "unknown"
                && it.rule == lost.rule
                && it.resource == everything
                && (it.region.is_none() || it.region == lost.region)
        })
    }

    /// What an audit that saw less may not say: each line is a verdict that was turned, lost or made up.
    pub(crate) fn turned(&self, disturbed: &Self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (id, before) in &self.0 {
            let (rule, resource, was) = (&before.rule, &before.resource, &before.outcome);
            match disturbed.0.get(id) {
                Some(after) if after.outcome == *was || after.outcome == "unknown" => {}
                Some(after) => {
                    wrong.push(format!("{rule} {resource}: {was} became {}", after.outcome));
                }
                None if disturbed.covers(before) => {}
                None => wrong.push(format!("{rule} {resource}: {was} was lost")),
            }
        }
        for (id, after) in &disturbed.0 {
            if after.outcome != "unknown" && !self.0.contains_key(id) {
                wrong.push(format!(
                    "{} {}: {} is new",
                    after.rule, after.resource, after.outcome
                ));
            }
        }
        wrong
    }
}

fn finding(outcome: &str, region: Option<&str>) -> Finding {
    Finding {
        rule: "r".to_owned(),
        outcome: outcome.to_owned(),
        resource: "arn:aws:s3:::a".to_owned(),
        name: "a".to_owned(),
        kind: "aws.s3.bucket".to_owned(),
        account: "1".to_owned(),
        region: region.map(str::to_owned),
    }
}

fn findings(of: impl IntoIterator<Item = (&'static str, Finding)>) -> Findings {
    Findings(
        of.into_iter()
            .map(|(id, finding)| (id.to_owned(), finding))
            .collect(),
    )
}

#[test]
fn a_turned_lost_or_new_verdict_is_noticed() {
    let fails = findings([("x", finding("fail", Some("eu-west-1")))]);
    let after = |outcome| findings([("x", finding(outcome, Some("eu-west-1")))]);
    let none = findings([]);
    assert_eq!(fails.turned(&fails), Vec::<String>::new());
    assert_eq!(fails.turned(&after("unknown")), Vec::<String>::new());
    assert_eq!(
        fails.turned(&after("pass")),
        ["r arn:aws:s3:::a: fail became pass"]
    );
    assert_eq!(
        after("unknown").turned(&fails),
        ["r arn:aws:s3:::a: unknown became fail"]
    );
    assert_eq!(fails.turned(&none), ["r arn:aws:s3:::a: fail was lost"]);
    assert_eq!(none.turned(&fails), ["r arn:aws:s3:::a: fail is new"]);
}

#[test]
fn only_what_speaks_for_the_same_type_and_place_makes_up_for_a_lost_verdict() {
    let fails = findings([("x", finding("fail", Some("eu-west-1")))]);
    let everything = |rule: &str, kind: &str, region: Option<&str>| {
        let place = region.unwrap_or("global");
        findings([(
            "y",
            Finding {
                rule: rule.to_owned(),
                resource: format!("aws://1/{place}/{kind}/*"),
                ..finding("unknown", region)
            },
        )])
    };
    let bucket = "aws.s3.bucket";
    for good in [
        everything("r", bucket, Some("eu-west-1")),
        everything("r", bucket, None),
    ] {
        assert_eq!(fails.turned(&good), Vec::<String>::new(), "{good:?}");
    }
    for bad in [
        everything("other", bucket, Some("eu-west-1")),
        everything("r", "aws.kms.key", Some("eu-west-1")),
        everything("r", bucket, Some("us-east-1")),
        findings([("y", finding("unknown", Some("eu-west-1")))]),
    ] {
        assert_eq!(fails.turned(&bad).len(), 1, "{bad:?}");
    }
}
