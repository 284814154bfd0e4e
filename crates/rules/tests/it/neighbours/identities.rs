//! Users, groups, policies, and the organization that an account is in.

use serde_json::{Value, json};

use super::*;

#[test]
fn what_is_an_administrator_by_what() {
    let admin = json!({ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
    let arn = |name: &str| format!("arn:aws:iam::{OWN}:policy/{name}");
    let policy = |name: &str, document: Value| {
        resource(
            "aws.iam.policy",
            OWN,
            name,
            json!({ "id": arn(name), "document": document }),
        )
    };
    let attached = |name: &str| json!([{ "arn": arn(name), "name": name }]);
    let user = |name: &str, attributes: Value| resource("aws.iam.user", OWN, name, attributes);
    let resources = [
        policy("all", admin.clone()),
        policy("little", json!({ "Statement": [] })),
        policy("dark", unknown("iam:GetPolicyVersion")),
        resource(
            "aws.iam.group",
            OWN,
            "ops",
            json!({ "attached_policies": attached("all") }),
        ),
        user(
            "direct",
            json!({ "attached_policies": attached("all"), "permissions_boundary": arn("little") }),
        ),
        user("member", json!({ "groups": ["ops"] })),
        user(
            "inline",
            json!({ "inline_policies": [{ "name": "i", "document": admin }],
                               "permissions_boundary": arn("all") }),
        ),
        user("nobody", json!({ "attached_policies": attached("little") })),
        user("dark", json!({ "attached_policies": attached("dark") })),
        user("lost", json!({ "groups": ["gone"] })),
    ];
    let told = |name: &str| fact("administrator_by", "aws.iam.user", name, &resources, &[]);
    let entry = |policy: &str, via: &str, group: Value, bounded: bool| json!([{ "policy": policy, "via": via, "group": group, "bounded": bounded }]);
    assert_eq!(
        told("direct"),
        entry(&arn("all"), "attached", json!(null), true)
    );
    assert_eq!(
        told("member"),
        entry(&arn("all"), "group", json!("ops"), false)
    );
    assert_eq!(told("inline"), entry("i", "inline", json!(null), false));
    assert_eq!(told("nobody"), json!([]));
    assert_eq!(told("dark"), "unknown: iam:GetPolicyVersion");
    assert_eq!(told("lost"), "unknown: iam:GetAccountAuthorizationDetails");
}

#[test]
fn support_is_counted() {
    let arn = "arn:aws:iam::aws:policy/AWSSupportAccess";
    let support = resource(
        "aws.iam.policy",
        OWN,
        "AWSSupportAccess",
        json!({ "id": arn, "manager": "aws", "attachments": 2 }),
    );
    let told =
        |resources: &[Resource]| fact("support_attachments", "aws.account", OWN, resources, &[]);
    assert_eq!(told(&[account(OWN, json!(null)), support]), json!(2));
    assert_eq!(told(&[account(OWN, json!(null))]), json!(0));
}

/// Who belongs to which organization is asked only where a policy lets one in.
#[test]
fn an_unknown_organization_matters_where_a_policy_names_one() {
    let policy = |organization: &str| {
        json!({ "policy": { "Statement": [{
            "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*",
            "Condition": { "StringEquals": { "aws:PrincipalOrgID": organization } } }] } })
    };
    let told = |name: &str, organization: Value| {
        let resources = [
            account(OWN, organization),
            bucket("shared", policy("o-a1b2c3d4e5")),
            bucket("plain", json!({})),
        ];
        fact(name, "aws.s3.bucket", "shared", &resources, &[])
    };
    let denied = || unknown("organizations:DescribeOrganization");
    assert_eq!(told("own_organization", organization()), "o-a1b2c3d4e5");
    assert_eq!(
        told("own_organization", denied()),
        "unknown: organizations:DescribeOrganization"
    );
    assert_eq!(told("outside_access", organization())[0]["own"], true);
    assert_eq!(told("outside_access", json!(null))[0]["own"], false);
    assert_eq!(told("outside_access", denied())[0]["own"], json!(null));
    let plain = [account(OWN, denied()), bucket("plain", json!({}))];
    let told = fact("own_organization", "aws.s3.bucket", "plain", &plain, &[]);
    assert_eq!(told, json!(null));
}

/// An audited account is no stranger.
#[test]
fn accounts_of_the_audit_are_own() {
    let policy = json!({ "policy": { "Statement": [{
        "Effect": "Allow", "Principal": { "AWS": [OTHER, "777788889999"] }, "Action": "s3:GetObject",
        "Resource": "*" }] } });
    let resources = [account(OWN, json!(null)), bucket("shared", policy)];
    let told = fact("outside_access", "aws.s3.bucket", "shared", &resources, &[]);
    assert_eq!(
        (&told[0]["own"], &told[1]["own"]),
        (&json!(true), &json!(false))
    );
}
