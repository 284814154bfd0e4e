//! What is kept of one resource says nothing false of the next.

use bartizan_finding::{Finding, Outcome};
use bartizan_model::aws::iam::{AccessKey, User};
use bartizan_model::{Observed, Resource};

use crate::support::{
    account, bucket, denied, findings, judged, open_to_everyone, some_rules, user,
};
use crate::{compiled, rule_of};

fn with_key(name: &str, created: &str) -> User {
    User {
        console_password: Observed::Known(true),
        access_keys: Observed::Known(vec![AccessKey {
            id: format!("AKIA{name}"),
            active: true,
            created_at: Some(created.parse().unwrap()),
            last_used: Observed::Absent,
        }]),
        ..user(name)
    }
}

/// More of each kind than are tried out, in turns: each gets the answers that it gets by itself.
#[test]
fn each_resource_has_the_answers_that_it_has_alone() {
    let rules = some_rules();
    let block = || Resource::from(account(Observed::Absent));
    let mut resources = Vec::new();
    for at in 0..40 {
        let name = format!("n{at:03}");
        resources.push(Resource::from(match at % 3 {
            0 => open_to_everyone(&name),
            1 => bucket(&name),
            _ => bartizan_model::aws::s3::Bucket {
                acl: Observed::Unknown(denied("s3:GetBucketAcl")),
                ..bucket(&name)
            },
        }));
        resources.push(Resource::from(match at % 4 {
            0 => user(&name),
            1 => with_key(&name, "2020-01-01T00:00:00Z"),
            2 => with_key(&name, "2026-03-30T00:00:00Z"),
            _ => User {
                console_password: Observed::Unknown(denied("iam:GetLoginProfile")),
                ..user(&name)
            },
        }));
    }
    let told = |resources: &[Resource]| -> Vec<Finding> {
        let mut all = findings(&judged(&rules, resources, &[]));
        all.retain(|it| it.resource.kind != "aws.account");
        all
    };
    let together = told(&[&[block()], resources.as_slice()].concat());
    let mut alone: Vec<Finding> = resources
        .iter()
        .flat_map(|it| told(&[block(), it.clone()]))
        .collect();
    // As snapshots and findings are sorted.
    alone.sort_by(|a, b| {
        let key = |it: &Finding| {
            (
                it.resource.kind.clone(),
                it.resource.id.clone(),
                it.rule.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    assert_eq!(together.len(), 4 * 40);
    assert_eq!(together, alone);
}

/// A rule that looks at the name has an answer for each.
#[test]
fn a_rule_that_names_the_resource_names_each() {
    let rules = compiled(vec![rule_of(
        "aws.iam.user",
        "#   reads: [console_password]\n",
        "violation contains {\"message\": input.resource.name} if input.resource.console_password == true",
    )]);
    let users: Vec<Resource> = (0..600)
        .map(|at| {
            Resource::from(User {
                console_password: Observed::Known(true),
                ..user(&format!("u{at:03}"))
            })
        })
        .collect();
    for finding in findings(&judged(&rules, &users, &[])) {
        let Outcome::Fail(violations) = &finding.outcome else {
            panic!("{finding:?}")
        };
        assert_eq!(violations.len(), 1);
        assert!(
            violations
                .iter()
                .all(|it| it.message == finding.resource.name)
        );
    }
}
