//! `bartizan iam public`: who is let in from outside, by policies and by whole snapshots.

use bartizan_iam::PolicyDocument;
use bartizan_model::aws::account::Account;
use bartizan_model::aws::iam::Role;
use bartizan_model::aws::kms::Key;
use bartizan_model::aws::s3::{Bucket, PublicAccessBlock};
use bartizan_model::{Observed, Resource, ResourceType};

use crate::support::{ACCOUNT, Ran, denied, folder, run_in, snapshot};

const PAYMENTS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Payments",
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::payments/*",
      "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-1" } }
    },
    {
      "Sid": "Partner",
      "Effect": "Allow",
      "Principal": { "AWS": ["444455556666", "111122223333"] },
      "Action": ["s3:PutObject", "s3:GetObject"],
      "Resource": "arn:aws:s3:::payments/in/*"
    },
    {
      "Sid": "NotTheSecrets",
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "arn:aws:s3:::payments/in/secret/*"
    }
  ]
}
"#;

fn public(folder: &tempfile::TempDir, args: &[&str]) -> Ran {
    run_in(folder.path(), &[&["iam", "public"], args].concat())
}

#[test]
fn a_policy_is_open_in_a_few_ways() {
    let folder = folder(&[("bucket.json", PAYMENTS)]);
    let own = ["bucket.json", "--trust-account", ACCOUNT];
    insta::assert_snapshot!(public(&folder, &own), @"
    Open: bucket.json
      - anyone, through vpce-1: s3:GetObject on arn:aws:s3:::payments/* but
        arn:aws:s3:::payments/in/secret/*
          by statement 1 `Payments` at 4:5
          such as a request without a signature: s3:GetObject on
            arn:aws:s3:::payments/x, aws:SourceVpce = vpce-1
      - account 444455556666, from anywhere: s3:GetObject, s3:PutObject on
        arn:aws:s3:::payments/in/* but arn:aws:s3:::payments/in/secret/*
          by statement 2 `Partner` at 12:5
          such as arn:aws:iam::444455556666:user/somebody: s3:GetObject on
            arn:aws:s3:::payments/in/

    Trusted: account 111122223333, aws services
    exit 1
    ");
    let all = [
        "bucket.json",
        "--trust-account",
        ACCOUNT,
        "--trust-account",
        "444455556666",
        "--trust-endpoint",
        "vpce-1",
    ];
    insta::assert_snapshot!(public(&folder, &all), @"
    Closed: 1 policy lets nobody in from outside, which is proven
    Trusted: account 111122223333, account 444455556666, endpoint vpce-1, aws
        services
    exit 0
    ");
}

#[test]
fn the_answer_as_json_has_its_own_shape() {
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage",
        "Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}}}"#;
    let folder = folder(&[("queue.json", policy)]);
    let ran = public(&folder, &["queue.json", "--format", "json"]);
    insta::assert_snapshot!(ran, @r#"
    {
      "format": "bartizan.exposure/1",
      "trusted": {
        "accounts": [],
        "organizations": [],
        "networks": [],
        "vpcs": [],
        "endpoints": [],
        "providers": [],
        "services": true
      },
      "policies": [
        {
          "resource": null,
          "file": "queue.json",
          "account": null,
          "kind": "policy",
          "answer": "open",
          "reason": null,
          "openings": [
            {
              "who": [
                {
                  "kind": "anyone",
                  "name": null
                }
              ],
              "except": [],
              "actions": [
                [
                  "sqs:SendMessage"
                ]
              ],
              "not_actions": [],
              "resources": [
                [
                  "*"
                ]
              ],
              "not_resources": [],
              "conditions": [
                "aws:SourceIp IpAddress `198.51.100.0/24`"
              ],
              "condition": [
                {
                  "key": "aws:SourceIp",
                  "operator": "IpAddress",
                  "values": [
                    "198.51.100.0/24"
                  ]
                }
              ],
              "statement": 1,
              "sid": null,
              "at": [
                1,
                37
              ],
              "example": {
                "principal": "*",
                "action": "sqs:SendMessage",
                "resource": "arn:aws:sqs:us-east-1:111122223333:x",
                "context": {
                  "aws:SourceIp": [
                    "198.51.100.0"
                  ]
                },
                "absent": []
              }
            }
          ]
        }
      ]
    }
    exit 1
    "#);
    let schema = run_in(folder.path(), &["schema", "exposure"]).json();
    assert_eq!(schema["title"], ran.json()["format"]);
}

#[test]
fn what_is_no_policy_of_a_resource_is_not_called_closed() {
    let identity =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let folder = folder(&[("identity.json", identity)]);
    insta::assert_snapshot!(public(&folder, &["identity.json"]), @"
    error: `identity.json` names no principals
    hint: give the policy of a resource: of a bucket, a key, a queue, or a role's trust policy
    exit 2
    ");
    insta::assert_snapshot!(public(&folder, &["identity.json", "--trust-network", "office"]), @"
    error: `office` is no network
    hint: a network is an address and a length, such as 203.0.113.0/24
    exit 2
    ");
}

fn policy(text: &str) -> Observed<PolicyDocument> {
    Observed::Known(PolicyDocument::parse(text).unwrap())
}

fn block(restrict: bool) -> Observed<PublicAccessBlock> {
    Observed::Known(PublicAccessBlock {
        block_public_acls: false,
        ignore_public_acls: false,
        block_public_policy: false,
        restrict_public_buckets: restrict,
    })
}

fn bucket(name: &str, restrict: bool) -> Resource {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::NAME/*"}}"#;
    Resource::from(Bucket {
        policy: policy(&text.replace("NAME", name)),
        public_access_block: block(restrict),
        ..Bucket::at(format!("arn:aws:s3:::{name}"), name, ACCOUNT, None)
    })
}

#[test]
fn every_policy_of_a_snapshot_is_looked_at() {
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":["111122223333","444455556666"]},
        "Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x7"}}}}"#;
    let role = format!("arn:aws:iam::{ACCOUNT}:role/vendor");
    let key = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/k");
    let resources = [
        Resource::from(Account {
            s3_public_access_block: block(false),
            organization: Observed::Absent,
            ..Account::at(ACCOUNT.to_owned(), ACCOUNT, ACCOUNT, None)
        }),
        bucket("status", false),
        bucket("closed", true),
        Resource::from(Role {
            trust_policy: policy(trust),
            ..Role::at(role, "vendor", ACCOUNT, None)
        }),
        Resource::from(Key {
            policy: Observed::Unknown(denied("kms:GetKeyPolicy")),
            ..Key::at(key, "k", ACCOUNT, Some("us-east-1"))
        }),
    ];
    let folder = folder(&[("snapshot.jsonl", &snapshot(&resources, &[]))]);
    insta::assert_snapshot!(public(&folder, &["snapshot.jsonl"]), @"
    Open: arn:aws:iam::111122223333:role/vendor, trust policy
      - account 444455556666, from anywhere: sts:AssumeRole on it
          if sts:ExternalId StringEquals `x7`
          by statement 1
          such as arn:aws:iam::444455556666:user/somebody: sts:AssumeRole on
            arn:aws:iam::111122223333:role/vendor, sts:ExternalId = x7

    Open: arn:aws:s3:::status, bucket policy
      - anyone, from anywhere: s3:GetObject on arn:aws:s3:::status/*
          by statement 1
          such as a request without a signature: s3:GetObject on
            arn:aws:s3:::status/x

    Unknown: 1 answer
      - arn:aws:kms:us-east-1:111122223333:key/k, key policy: kms:GetKeyPolicy:
        access denied

    Closed: 1 policy lets nobody in from outside, which is proven
    Trusted: account 111122223333, aws services
    exit 1
    ");
    let some = snapshot(&resources[2..], &[]);
    let some = crate::support::folder(&[("snapshot.jsonl", &some)]);
    let trusting = ["snapshot.jsonl", "--trust-account", "444455556666"];
    let ran = public(&some, &trusting);
    assert_eq!(ran.code, Some(3), "a key's policy was not read: {ran}");
}
