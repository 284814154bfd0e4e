//! Several accounts in one audit, each by a role of its own.

use bartizan_testkit::{Fault, Faults};
use serde_json::json;

use crate::live::{
    Audited, Key, REGIONS, against, collect, emulator, fake, lines, signed_in_as, text,
};
use crate::ministack::Account;
use crate::support::Ran;

const FIRST: &str = "arn:aws:iam::111122223333:role/bartizan-audit";
const SECOND: &str = "arn:aws:iam::222222222222:role/bartizan-audit";
const ROLES: [&str; 6] = [
    "--role-arn",
    FIRST,
    "--role-arn",
    SECOND,
    "--external-id",
    "bartizan",
];

#[test]
fn two_roles_are_two_accounts_in_one_report_and_one_snapshot() {
    let Some(moto) = emulator("moto") else { return };
    let audited = Audited::new(&moto, &[&ROLES, &REGIONS[..]].concat());
    assert_eq!(audited.accounts(), ["111122223333", "222222222222"]);
    let rule = "aws-account-root-without-mfa";
    assert_eq!(audited.findings.names(rule, "fail"), ["kestrel-pay"]);
    assert_eq!(audited.findings.names(rule, "pass"), ["kestrel-archive"]);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("both.jsonl");
    collect(&moto, &file, &[&ROLES, &REGIONS[..]].concat());
    let mut owners: Vec<_> = lines(&file)
        .iter()
        .map(|line| text(&serde_json::from_str::<serde_json::Value>(line).unwrap()["account"]))
        .collect();
    owners.sort();
    owners.dedup();
    assert_eq!(owners, ["111122223333", "222222222222"]);
}

#[test]
fn each_account_of_two_is_judged_as_if_it_were_alone() {
    let Some(moto) = emulator("moto") else { return };
    let both = Audited::new(&moto, &[&ROLES, &REGIONS[..]].concat());
    let mut alone =
        Audited::new(&moto, &[&ROLES[..2], &ROLES[4..], &REGIONS[..]].concat()).findings;
    let second = Audited::new(&moto, &[&ROLES[2..], &REGIONS[..]].concat()).findings;
    alone.0.extend(second.0);
    // An account that is audited too is no stranger; all else is judged as before.
    let known = ("aws-iam-role-trusted-by-unlisted-account", "bartizan-audit");
    let mut turned = 0;
    for (id, finding) in &mut alone.0 {
        if finding.pair() == known {
            assert_eq!(finding.outcome, "fail", "{id}");
            finding.outcome = "pass".to_owned();
            turned += 1;
        }
    }
    assert_eq!(turned, 2, "each trusts the other");
    assert_eq!(both.findings, alone);
}

#[test]
fn external_ids_and_roles_must_fit() {
    let args = [
        "audit",
        "aws",
        "--role-arn",
        FIRST,
        "--external-id",
        "a",
        "--external-id",
        "b",
    ];
    insta::assert_snapshot!(against("http://127.0.0.1:9", &args), @"
    error: 2 external ids do not fit 1 roles
    hint: give one --external-id for all roles, or one for each, in the same order
    exit 2
    ");
}

#[test]
fn who_may_assume_no_role_reads_nothing() {
    let fake = fake(Faults::none().on("STS", "AssumeRole", Fault::Deny));
    let ran = against(&fake.url(), &[&["audit", "aws"], &ROLES[..]].concat());
    insta::assert_snapshot!(ran, @"
    error: cannot look as `arn:aws:iam::222222222222:role/bartizan-audit`: access denied (AccessDenied)
    hint: check the role's trust policy, its external id, and that you may call sts:AssumeRole on it
    exit 4
    ");
    // Each role is asked for once, and nobody looks as whoever asked.
    assert_eq!(fake.stats().count("STS", "AssumeRole"), 2);
    assert_eq!(fake.stats().total(), 2);
}

/// Audits roles as somebody, reporting in JSON.
fn as_roles(url: &str, key: &Key, roles: &[&str], external_id: &str) -> Ran {
    let mut command = signed_in_as(url, key);
    command.args(["audit", "aws", "--region", "us-east-1", "--format", "json"]);
    for role in roles {
        command.args(["--role-arn", role]);
    }
    Ran::of(
        command
            .args(["--external-id", external_id])
            .output()
            .unwrap(),
    )
}

#[test]
fn a_role_that_cannot_be_assumed_leaves_the_other_audited_whatever_their_order() {
    let Some(ministack) = emulator("ministack") else {
        return;
    };
    let (home, one, other) = (
        Account::new(&ministack),
        Account::new(&ministack),
        Account::new(&ministack),
    );
    one.fill();
    let good = one.role(
        &home.number,
        &json!({"StringEquals": {"sts:ExternalId": "x"}}),
    );
    let bad = other.role(
        &home.number,
        &json!({"StringEquals": {"sts:ExternalId": "another"}}),
    );
    for roles in [[good.as_str(), &bad], [&bad, &good]] {
        let audited = Audited::of(as_roles(&ministack, &home.key(), &roles, "x"));
        assert_eq!(audited.accounts(), [one.number.as_str()]);
        assert_eq!(audited.gaps("access-denied"), ["sts:AssumeRole"]);
        let gaps = audited.report["gaps"].as_array().unwrap();
        let gap = gaps
            .iter()
            .find(|gap| gap["action"] == "sts:AssumeRole")
            .unwrap();
        assert_eq!(gap["account"], other.number.as_str());
        assert!(
            matches!(audited.ran.code, Some(1 | 3)),
            "{:?}",
            audited.ran.code
        );
        let said = audited.ran.stderr.replace(&other.number, "OTHER");
        insta::allow_duplicates! { insta::assert_snapshot!(said, @"
        warning: role `arn:aws:iam::OTHER:role/audit` was left out: cannot look as `arn:aws:iam::OTHER:role/audit`: access denied (AccessDenied)
        hint: check the role's trust policy, its external id, and that you may call sts:AssumeRole on it
        ") };
    }
}

#[test]
fn a_wrong_external_id_reads_nothing_and_says_what_to_check() {
    let Some(ministack) = emulator("ministack") else {
        return;
    };
    let (home, one) = (Account::new(&ministack), Account::new(&ministack));
    let role = one.role(
        &home.number,
        &json!({"StringEquals": {"sts:ExternalId": "x"}}),
    );
    let ran = as_roles(&ministack, &home.key(), &[&role], "y");
    insta::assert_snapshot!(ran.to_string().replace(&one.number, "OTHER"), @"
    error: cannot look as `arn:aws:iam::OTHER:role/audit`: access denied (AccessDenied)
    hint: check the role's trust policy, its external id, and that you may call sts:AssumeRole on it
    exit 4
    ");
}
