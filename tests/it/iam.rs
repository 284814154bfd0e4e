//! `bartizan iam`: questions about access.

mod can;
mod compare;
mod paths;
mod public;
mod reach;
pub(crate) mod shrink;

use std::io::Write;
use std::process::Stdio;

use crate::support::{Ran, command, folder, run_in};

const READER: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "FromTheOffice",
      "Effect": "Allow",
      "Action": "s3:Get*",
      "Resource": "arn:aws:s3:::reports/*",
      "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    },
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": { "Bool": { "aws:SecureTransport": "false" } }
    }
  ]
}
"#;

#[test]
fn lint_draws_problems_where_they_stand() {
    let folder = folder(&[
        (
            "wide.json",
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\n    \"Effect\": \"Allow\",\n    \"Action\": [\"s3:GetObjekt\", \"iam:PassRole\"],\n    \"Resource\": \"*\"\n  }\n}\n",
        ),
        ("reader.json", READER),
        (
            "broken.json",
            "{\"Version\": \"2012-10-17\", \"Statement\": []}",
        ),
    ]);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "lint", "reader.json", "wide.json"]), @r#"
    reader.json: nothing is wrong with this identity policy
    warning[unknown-action]

      ⚠ s3 has no action `GetObjekt`
       ╭─[wide.json:5:16]
     4 │     "Effect": "Allow",
     5 │     "Action": ["s3:GetObjekt", "iam:PassRole"],
       ·                ──────────────
     6 │     "Resource": "*"
       ╰────
      help: did you mean `s3:GetObject`?
    security[resource-star]

      ⚠ `iam:PassRole` could be limited to resources
       ╭─[wide.json:6:17]
     5 │     "Action": ["s3:GetObjekt", "iam:PassRole"],
     6 │     "Resource": "*"
       ·                 ───
     7 │   }
       ╰────
      help: name the resources, or limit them with a condition
    security[pass-role-star]

      ⚠ `iam:PassRole` on every role: any of them may be passed to any service
       ╭─[wide.json:6:17]
     5 │     "Action": ["s3:GetObjekt", "iam:PassRole"],
     6 │     "Resource": "*"
       ·                 ───
     7 │   }
       ╰────
      help: name the roles, and test iam:PassedToService
    wide.json: 2 security remarks, 1 warning in this identity policy
    exit 0
    "#);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "lint", "--deny", "warnings", "--format", "json", "wide.json"]), @r#"
    [
      {
        "file": "wide.json",
        "kind": "identity",
        "problems": [
          {
            "severity": "warning",
            "code": "unknown-action",
            "message": "s3 has no action `GetObjekt`",
            "help": "did you mean `s3:GetObject`?",
            "statement": 1,
            "line": 5,
            "column": 16,
            "end_line": 5,
            "end_column": 30
          },
          {
            "severity": "security",
            "code": "resource-star",
            "message": "`iam:PassRole` could be limited to resources",
            "help": "name the resources, or limit them with a condition",
            "statement": 1,
            "line": 6,
            "column": 17,
            "end_line": 6,
            "end_column": 20
          },
          {
            "severity": "security",
            "code": "pass-role-star",
            "message": "`iam:PassRole` on every role: any of them may be passed to any service",
            "help": "name the roles, and test iam:PassedToService",
            "statement": 1,
            "line": 6,
            "column": 17,
            "end_line": 6,
            "end_column": 20
          }
        ]
      }
    ]
    exit 1
    "#);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "lint", "broken.json"]), @r#"
    error[missing-statement]

      × the policy has no statement
       ╭─[broken.json:1:40]
     1 │ {"Version": "2012-10-17", "Statement": []}
       ·                                        ──
       ╰────
      help: a policy has at least one statement
    broken.json: 1 error in this identity policy
    exit 1
    "#);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "lint", "absent.json"]), @"
    error: cannot read `absent.json`: No such file or directory (os error 2)
    hint: name a file that holds one policy document, or `-` for standard input
    exit 2
    ");
    let kind = run_in(
        folder.path(),
        &["iam", "lint", "--kind", "poetry", "reader.json"],
    );
    assert_eq!(kind.code, Some(2), "{kind}");
    assert!(
        kind.stderr.contains("one of identity, resource, trust"),
        "{kind}"
    );
}

fn with_input(args: &[&str], input: &[u8]) -> Ran {
    let mut child = command()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_owned();
    // Beside the reader: answers come while rows are still being written.
    let writer = std::thread::spawn(move || pipe.write_all(&input));
    let ran = Ran::of(child.wait_with_output().unwrap());
    writer.join().unwrap().unwrap();
    ran
}

#[test]
fn lint_reads_what_is_piped_in_and_url_encoded() {
    let text = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22ec2.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D";
    insta::assert_snapshot!(with_input(&["iam", "lint", "-"], text.as_bytes()), @"
    -: nothing is wrong with this trust policy
    exit 0
    ");
}

#[test]
fn eval_answers_row_by_row() {
    let rows = [
        r#"{"id":1,"kind":"decision","mode":"strict","policies":{"identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}]},"request":{"principal":"arn:aws:iam::111122223333:user/ana","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}}"#,
        "",
        r#"{"id":"two","kind":"glob","args":["a*","ab"]}"#,
        r#"{"id":3,"kind":"condition","mode":"discovery","condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
        r#"{"id":4,"kind":"lint"}"#,
        "nonsense",
        r#"{"id":6,"kind":"grammar","policy":"{}"}"#,
    ];
    insta::assert_snapshot!(with_input(&["iam", "eval", "-"], rows.join("\n").as_bytes()), @r#"
    {"id":1,"decision":"Allowed","allowed":true}
    {"id":"two","match":true}
    {"id":3,"match":null}
    {"id":4,"error":"kind `lint` is none of decision, condition, operator, glob, grammar"}
    {"id":null,"error":"not json: expected ident at line 1 column 2"}
    {"id":6,"valid":false,"error":"the policy has no statement"}
    error: 2 of 6 rows in `-` were not understood
    hint: their answers say why, in `error`
    exit 2
    "#);
}

#[test]
fn a_row_of_many_megabytes_is_refused_and_the_next_one_answered() {
    let mut input = vec![b'['; 12 << 20];
    input.extend(b"\n{\"id\":2,\"kind\":\"glob\",\"pattern\":\"a\",\"text\":\"a\"}\n");
    insta::assert_snapshot!(with_input(&["iam", "eval", "-"], &input), @r#"
    {"id":null,"error":"the row is longer than 10485760 bytes"}
    {"id":2,"match":true}
    error: 1 of 2 rows in `-` were not understood
    hint: their answers say why, in `error`
    exit 2
    "#);
}

#[test]
fn eval_of_a_file_that_is_not_there() {
    let folder = folder(&[]);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "eval", "absent.jsonl"]), @"
    error: cannot read `absent.jsonl`: No such file or directory (os error 2)
    hint: name a file of rows, or `-` for standard input
    exit 2
    ");
}
