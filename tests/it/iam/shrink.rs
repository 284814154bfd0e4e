//! `bartizan iam shrink`: less for a principal, with the proof.

use bartizan_model::aws::iam::{
    ActionUse, AttachedPolicy, Group, InlinePolicy, Policy, ServiceUse, User,
};
use bartizan_model::{Observed, Resource, ResourceType};
use serde_json::json;

use crate::support::{ACCOUNT, Ran, denied, folder, run_in, snapshot};

const ANA: &str = "arn:aws:iam::111122223333:user/ana";

const WIDE: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Reports",
      "Effect": "Allow",
      "Action": "s3:*",
      "Resource": ["arn:aws:s3:::reports/*", "arn:aws:s3:::archive/*"],
      "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    },
    { "Effect": "Allow", "Action": ["sqs:*", "sns:*", "iam:PassRole"], "Resource": "*" },
    { "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*" }
  ]
}"#;

fn shrink(folder: &tempfile::TempDir, more: &[&str]) -> Ran {
    run_in(folder.path(), &[&["iam", "shrink", ANA], more].concat())
}

#[test]
fn a_policy_shrinks_to_what_was_used() {
    let used = "\
# a month
s3:GetObject arn:aws:s3:::reports/q3.pdf
s3:GetObject arn:aws:s3:::reports/q3.pdf
s3:PutObject arn:aws:s3:::reports/q4.pdf
{\"action\": \"sqs:SendMessage\"}
ec2:RunInstances
";
    let folder = folder(&[("wide.json", WIDE), ("used.txt", used)]);
    insta::assert_snapshot!(shrink(&folder, &["--policy", "wide.json", "--used", "used.txt"]), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "Reports",
          "Effect": "Allow",
          "Action": [
            "s3:GetObject",
            "s3:PutObject"
          ],
          "Resource": [
            "arn:aws:s3:::reports/*"
          ],
          "Condition": {
            "IpAddress": {
              "aws:SourceIp": [
                "203.0.113.0/24"
              ]
            }
          }
        },
        {
          "Effect": "Allow",
          "Action": [
            "sqs:SendMessage"
          ],
          "Resource": [
            "*"
          ]
        },
        {
          "Effect": "Deny",
          "Action": [
            "s3:DeleteBucket"
          ],
          "Resource": [
            "*"
          ]
        }
      ]
    }
    arn:aws:iam::111122223333:user/ana: 3 statements become 3 in 1 policy (343
        characters)

    Proof
      - nothing is allowed that was not before
      - what was used is allowed as before: 2 allowed under the same conditions, 1
        allowed on the same resources

    Used, and not allowed by these policies
      - ec2:RunInstances

    Changes
      ~ wide.json, statement 1 `Reports`: narrowed
          - Action   s3:*
          + Action   s3:GetObject, s3:PutObject
          - Resource arn:aws:s3:::archive/*
      ~ wide.json, statement 2: narrowed
          - Action   sqs:*, sns:*, iam:PassRole
          + Action   sqs:SendMessage
      = wide.json, statement 3: kept
    exit 1
    "#);
    let written = [
        "--policy",
        "wide.json",
        "--used",
        "used.txt",
        "--output",
        "new.json",
    ];
    let ran = shrink(&folder, &written);
    assert!(
        ran.stdout.contains("Proof") && ran.stderr.is_empty(),
        "{ran}"
    );
    // What was written is a policy that allows what was used and nothing new.
    let compared = run_in(folder.path(), &["iam", "compare", "wide.json", "new.json"]);
    assert_eq!(compared.code, Some(0), "{compared}");
}

#[test]
fn events_of_cloudtrail_are_what_was_used() {
    let event = |name: &str, source: &str, by: &str| {
        json!({
            "eventSource": format!("{source}.amazonaws.com"), "eventName": name, "awsRegion": "eu-west-1",
            "sourceIPAddress": "203.0.113.7", "userIdentity": {"type": "IAMUser", "arn": by},
        })
    };
    let mut got = event("GetObject", "s3", ANA);
    got["resources"] = json!([
        {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::reports/q3.pdf"},
        {"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::reports"},
    ]);
    let mut refused = event("DeleteQueue", "sqs", ANA);
    refused["errorCode"] = json!("AccessDenied");
    let log = json!({"Records": [
        got, refused, event("SendMessage", "sqs", ANA), event("ConsoleLogin", "signin", ANA), event("CreateRestApi", "apigateway", ANA),
        event("DeleteQueue", "sqs", "arn:aws:iam::111122223333:user/ben"),
    ]});
    let folder = folder(&[("wide.json", WIDE), ("log.json", &log.to_string())]);
    insta::assert_snapshot!(shrink(&folder, &["--policy", "wide.json", "--used", "log.json"]), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "Reports",
          "Effect": "Allow",
          "Action": [
            "s3:GetObject"
          ],
          "Resource": [
            "arn:aws:s3:::reports/*"
          ],
          "Condition": {
            "IpAddress": {
              "aws:SourceIp": [
                "203.0.113.0/24"
              ]
            }
          }
        },
        {
          "Effect": "Allow",
          "Action": [
            "sqs:SendMessage"
          ],
          "Resource": [
            "*"
          ]
        },
        {
          "Effect": "Deny",
          "Action": [
            "s3:DeleteBucket"
          ],
          "Resource": [
            "*"
          ]
        }
      ]
    }
    arn:aws:iam::111122223333:user/ana: 3 statements become 3 in 1 policy (328
        characters)

    Proof
      - nothing is allowed that was not before
      - what was used is allowed as before: 1 allowed, 1 allowed on the same
        resources

    Mind
      - not known which action this needs: apigateway.amazonaws.com CreateRestApi
      - left out: 1 event that aws refused
      - left out: 1 event of somebody else

    Changes
      ~ wide.json, statement 1 `Reports`: narrowed
          - Action   s3:*
          + Action   s3:GetObject
          - Resource arn:aws:s3:::archive/*
      ~ wide.json, statement 2: narrowed
          - Action   sqs:*, sns:*, iam:PassRole
          + Action   sqs:SendMessage
      = wide.json, statement 3: kept
    exit 3
    "#);
}

/// A user with a managed, an inline and a group policy, and what IAM knows of their use.
fn account(last_accessed: Observed<Vec<ServiceUse>>) -> String {
    let read = |text: &str| Observed::Known(serde_json::from_str(text).unwrap());
    let at = Some("2026-11-01T00:00:00Z".parse().unwrap());
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/wide");
    let policy = Policy {
        document: read(WIDE),
        ..Policy::at(arn.as_str(), "wide", ACCOUNT, None)
    };
    let group = Group {
        inline_policies: vec![InlinePolicy {
            name: "rest".to_owned(),
            document: read(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}"#,
            ),
        }],
        ..Group::at(
            format!("arn:aws:iam::{ACCOUNT}:group/ops"),
            "ops",
            ACCOUNT,
            None,
        )
    };
    let user = User {
        created_at: at,
        attached_policies: vec![AttachedPolicy {
            arn,
            name: "wide".to_owned(),
        }],
        groups: vec!["ops".to_owned()],
        last_accessed,
        ..User::at(ANA, "ana", ACCOUNT, None)
    };
    snapshot(&[Resource::from(policy), group.into(), user.into()], &[])
}

/// The account, with a record in which some of its queues were used; the guide shows it too.
pub(crate) fn recorded() -> String {
    let at = Some("2026-11-01T00:00:00Z".parse().unwrap());
    let action = |name: &str, at| ActionUse {
        action: name.to_owned(),
        at,
    };
    let service = |name: &str, at, actions| ServiceUse {
        service: name.to_owned(),
        at,
        actions,
    };
    let used = vec![
        service("kms", None, Vec::new()),
        service("sns", None, Vec::new()),
        service(
            "sqs",
            at,
            vec![action("CreateQueue", at), action("DeleteQueue", None)],
        ),
    ];
    account(Observed::Known(used))
}

#[test]
fn iams_own_record_keeps_what_it_does_not_track() {
    let text = recorded();
    let folder = folder(&[("a.jsonl", &text)]);
    insta::assert_snapshot!(shrink(&folder, &["--last-accessed", "a.jsonl"]), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": [
            "iam:PassRole",
            "sqs:AddPermission",
            "sqs:CancelMessageMoveTask",
            "sqs:ChangeMessageVisibility",
            "sqs:CreateQueue",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:List*",
            "sqs:PurgeQueue",
            "sqs:ReceiveMessage",
            "sqs:RemovePermission",
            "sqs:SendMessage",
            "sqs:SetQueueAttributes",
            "sqs:StartMessageMoveTask",
            "sqs:TagQueue",
            "sqs:UntagQueue"
          ],
          "Resource": [
            "*"
          ]
        },
        {
          "Effect": "Deny",
          "Action": [
            "s3:DeleteBucket"
          ],
          "Resource": [
            "*"
          ]
        }
      ]
    }
    arn:aws:iam::111122223333:user/ana: 4 statements become 2 in 1 policy (498
        characters)

    Proof
      - nothing is allowed that was not before
      - what was used is allowed as before: 2 allowed on the same resources

    Mind
      - policies of group ops are among the old ones: the new take their place once
        the user leaves it
      - iam's record knows no resources and does not track every action: what it
        does not track is kept where its service was used, and iam:PassRole always

    Changes
      - arn:aws:iam::111122223333:policy/wide, statement 1 `Reports`: not needed
      ~ arn:aws:iam::111122223333:policy/wide, statement 2: narrowed
          - Action   sqs:*, sns:*
          + Action   sqs:AddPermission, sqs:CancelMessageMoveTask,
                     sqs:ChangeMessageVisibility, sqs:CreateQueue,
                     sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl,
                     sqs:List*, sqs:PurgeQueue, sqs:ReceiveMessage,
                     sqs:RemovePermission, sqs:SendMessage, sqs:SetQueueAttributes,
                     sqs:StartMessageMoveTask, sqs:TagQueue, sqs:UntagQueue
      = arn:aws:iam::111122223333:policy/wide, statement 3: kept
      - rest of group ops, statement 1: not needed
    exit 0
    "#);
}

#[test]
fn without_the_record_it_is_said_how_to_get_it() {
    let folder = folder(&[("a.jsonl", &account(Observed::not_collected()))]);
    insta::assert_snapshot!(shrink(&folder, &["--last-accessed", "a.jsonl"]), @"
    error: when the principal last used what is not known: not collected
    hint: collect again with --last-accessed
    exit 3
    ");
    let gap = Observed::Unknown(denied("iam:GenerateServiceLastAccessedDetails"));
    let folder = self::folder(&[("a.jsonl", &account(gap))]);
    insta::assert_snapshot!(shrink(&folder, &["--last-accessed", "a.jsonl"]), @"
    error: when the principal last used what is not known: iam:GenerateServiceLastAccessedDetails: access denied
    hint: collect again with --last-accessed
    exit 3
    ");
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let folder = folder(&[
        ("wide.json", WIDE),
        ("used.txt", "s3:GetObject\n\nGetObject x\n"),
    ]);
    insta::assert_snapshot!(shrink(&folder, &["--policy", "wide.json", "--used", "used.txt"]), @"
    error: cannot read `used.txt`: line 3: no action, such as s3:GetObject
    hint: lines are `ACTION [RESOURCE]`, json with action, or events of cloudtrail
    exit 2
    ");
    let ran = run_in(
        folder.path(),
        &[
            "iam",
            "shrink",
            "s3.amazonaws.com",
            "--policy",
            "wide.json",
            "--used",
            "used.txt",
        ],
    );
    insta::assert_snapshot!(ran, @"
    error: `s3.amazonaws.com` is neither a user nor a role
    hint: for example arn:aws:iam::111122223333:role/deploy
    exit 2
    ");
    let ran = shrink(&folder, &["--policy", "wide.json"]);
    assert_eq!(ran.code, Some(2), "{ran}");
}

#[test]
fn the_answer_as_json_has_a_schema() {
    let folder = folder(&[("wide.json", WIDE), ("used.txt", "sqs:SendMessage\n")]);
    let args = [
        "--policy",
        "wide.json",
        "--used",
        "used.txt",
        "--format",
        "json",
    ];
    let said = shrink(&folder, &args).json();
    assert_eq!(said["format"], "bartizan.shrunk/1");
    assert_eq!(
        said["policies"][0]["Statement"][0]["Action"],
        json!(["sqs:SendMessage"])
    );
    assert_eq!(said["proof"]["within"]["proven"], true);
    let schema = run_in(folder.path(), &["schema", "shrunk"]).json();
    let known = schema["properties"].as_object().unwrap();
    let said = said.as_object().unwrap();
    assert!(said.keys().all(|key| known.contains_key(key)), "{said:?}");
}
