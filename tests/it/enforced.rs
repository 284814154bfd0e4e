//! An endpoint that enforces IAM, asked with exactly the policy that `bartizan permissions aws` prints.

use serde_json::Value;

use crate::live::{Audited, Key, emulator, signed_in_as};
use crate::ministack::Account;
use crate::support::{Ran, run};

/// What is taken away, so that every protocol says "access denied" in its own way.
const WITHOUT: [&str; 7] = [
    "cloudtrail:DescribeTrails",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetAccountSummary",
    "kms:GetKeyPolicy",
    "s3:GetBucketAcl",
    "s3:GetEncryptionConfiguration",
    "ssm:DescribeParameters",
];

fn policy(without: &[&str]) -> Value {
    let mut policy = run(["permissions", "aws"]).json();
    let actions = policy["Statement"][0]["Action"].as_array_mut().unwrap();
    let all = actions.len();
    actions.retain(|action| !without.contains(&action.as_str().unwrap()));
    assert_eq!(actions.len(), all - without.len(), "all of them are in it");
    policy
}

fn audit(url: &str, key: &Key) -> Audited {
    let args = ["audit", "aws", "--region", "us-east-1", "--format", "json"];
    Audited::of(Ran::of(signed_in_as(url, key).args(args).output().unwrap()))
}

#[test]
fn the_printed_policy_is_enough_and_what_it_lacks_is_what_is_missing() {
    let Some(ministack) = emulator("ministack") else {
        return;
    };
    let account = Account::new(&ministack);
    account.fill();
    let may_all = audit(&ministack, &account.user(&policy(&[])));
    assert_eq!(may_all.gaps("access-denied"), Vec::<String>::new());
    assert_eq!(may_all.accounts(), [account.number.as_str()]);
    for rule in [
        "aws-kms-key-without-rotation",
        "aws-s3-bucket-without-customer-key",
        "aws-ssm-parameter-secret-in-plain-text",
    ] {
        assert!(
            may_all.findings.names(rule, "unknown").is_empty(),
            "{}",
            may_all.tally()
        );
    }

    let account = Account::new(&ministack);
    account.fill();
    let may_less = audit(&ministack, &account.user(&policy(&WITHOUT)));
    assert_eq!(may_less.gaps("access-denied"), WITHOUT);
    assert_ne!(may_less.ran.code, Some(0));
}

#[test]
fn who_may_nothing_gets_no_verdict() {
    let Some(ministack) = emulator("ministack") else {
        return;
    };
    let account = Account::new(&ministack);
    account.fill();
    let nothing = serde_json::json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]});
    let audited = audit(&ministack, &account.user(&nothing));
    assert_eq!(audited.ran.code, Some(3), "{}", audited.tally());
    // ministack guards every listing but that of regions, and what it says of them may be judged.
    let denied = audited.gaps("access-denied");
    assert!(denied.len() > 20 && !denied.contains(&"account:ListRegions".to_owned()));
    for (rule, outcomes) in audited.findings.by_rule() {
        let expected = match rule {
            "aws-account-region-outside-allow-list" => "pass",
            _ => "unknown",
        };
        assert_eq!(
            outcomes.into_keys().collect::<Vec<_>>(),
            [expected],
            "{rule}"
        );
    }
}
