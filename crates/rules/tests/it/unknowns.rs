//! What could not be read, in whole snapshots.

use bartizan_finding::Outcome;
use bartizan_model::aws::iam::{InlinePolicy, User};
use bartizan_model::aws::s3::Bucket;
use bartizan_model::{Observed, ScopeGap};

use crate::support::{
    ACCOUNT, bucket, denied, findings, judged, outcome_of, some_rules, told, user,
};
use crate::{compiled, rule_of};

#[test]
fn a_gap_inside_an_attribute_makes_the_attribute_unknown() {
    let rego =
        "violation contains {\"message\": \"m\"} if count(input.resource.inline_policies) > 0";
    let rules = compiled(vec![rule_of(
        "aws.iam.user",
        "#   reads: [inline_policies]\n",
        rego,
    )]);
    let gap = denied("iam:GetUserPolicy");
    let policy = InlinePolicy {
        name: "p".to_owned(),
        document: Observed::Unknown(gap.clone()),
    };
    let audit = judged(
        &rules,
        &[User {
            inline_policies: vec![policy],
            ..user("ana")
        }
        .into()],
        &[],
    );
    assert_eq!(
        outcome_of(&audit, "test-example", "ana"),
        Outcome::Unknown(vec![gap])
    );
}

#[test]
fn a_tag_called_like_the_marker_is_a_tag() {
    let rego =
        "violation contains {\"message\": \"m\"} if input.resource.tags[\"$unknown\"] == \"x\"";
    let rules = compiled(vec![rule_of("aws.iam.user", "#   reads: [tags]\n", rego)]);
    let tags = Observed::Known([("$unknown".to_owned(), "x".to_owned())].into());
    let audit = judged(
        &rules,
        &[User {
            tags,
            ..user("ana")
        }
        .into()],
        &[],
    );
    assert_eq!(outcome_of(&audit, "test-example", "ana").name(), "fail");
    assert!(audit.gaps.is_empty());
}

#[test]
fn a_missing_listing_is_an_unknown_finding_for_each_rule_and_place() {
    let rules = some_rules();
    let hides = ["aws.iam.user", "aws.iam.group", "aws.of.tomorrow"];
    let gaps = [
        ScopeGap::new(ACCOUNT, None, denied("iam:ListUsers"), &hides),
        ScopeGap::new(
            ACCOUNT,
            None,
            denied("iam:GetAccountAuthorizationDetails"),
            &["aws.iam.user"],
        ),
        ScopeGap::new(
            ACCOUNT,
            Some("eu-central-1"),
            denied("kms:ListKeys"),
            &["aws.kms.key"],
        ),
        ScopeGap::new(
            ACCOUNT,
            Some("us-east-1"),
            denied("kms:ListKeys"),
            &["aws.kms.key"],
        ),
    ];
    // Some may have been listed all the same.
    let audit = judged(&rules, &[user("ana").into()], &gaps);
    assert_eq!(
        told(&audit),
        [
            "unknown aws-iam-user-access-key-not-rotated every aws.iam.user",
            "unknown aws-iam-user-console-without-mfa every aws.iam.user",
            "unknown aws-kms-key-without-rotation every aws.kms.key",
            "unknown aws-kms-key-without-rotation every aws.kms.key",
            "pass aws-iam-user-access-key-not-rotated ana",
            "pass aws-iam-user-console-without-mfa ana",
        ]
    );
    let all = findings(&audit);
    let ids: std::collections::BTreeSet<&str> = all.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids.len(), all.len());
    assert_eq!(all.first().unwrap().outcome.gaps().len(), 2);
    assert_eq!(
        all.get(2).unwrap().resource.id,
        format!("aws://{ACCOUNT}/eu-central-1/aws.kms.key/*")
    );
    assert_eq!(audit.gaps.len(), 4);
    let users = audit
        .gaps
        .iter()
        .find(|it| it.action == "iam:ListUsers")
        .unwrap();
    assert_eq!(
        users.hides,
        ["aws.iam.group", "aws.iam.user", "aws.of.tomorrow"]
    );
}

#[test]
fn gaps_are_counted_whether_or_not_a_rule_reads_them() {
    let rules = compiled(vec![rule_of(
        "aws.iam.user",
        "#   reads: [path]\n",
        "violation contains {\"message\": \"m\"} if input.resource.path == \"x\"",
    )]);
    let gap = denied("iam:ListUserTags");
    let unlucky = |name: &str| User {
        tags: Observed::Unknown(gap.clone()),
        ..user(name)
    };
    let bucket = Bucket {
        policy: Observed::Unknown(denied("s3:GetBucketPolicy")),
        ..bucket("b")
    };
    let audit = judged(
        &rules,
        &[unlucky("ana").into(), unlucky("ben").into(), bucket.into()],
        &[],
    );
    assert_eq!(audit.summary.pass, 2);
    let counted: Vec<(&str, u64)> = audit
        .gaps
        .iter()
        .map(|it| (it.action.as_str(), it.resources))
        .collect();
    assert_eq!(
        counted,
        [("iam:ListUserTags", 2), ("s3:GetBucketPolicy", 1)]
    );
}
