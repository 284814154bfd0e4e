//! Policy documents.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::scenario::team;

/// What a customer policy says: one of 25 grants everything, one of 25 nearly everything.
pub(super) fn customer(number: usize) -> Value {
    let team = team(number);
    let statement = match number % 25 {
        3 => json!({"Sid": "Everything", "Effect": "Allow", "Action": "*", "Resource": "*"}),
        8 => json!({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}),
        _ => json!({
            "Sid": "ReadExports",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": [format!("arn:aws:s3:::{team}-exports-*"), format!("arn:aws:s3:::{team}-exports-*/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "true"}}
        }),
    };
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

/// Who may assume a role: one of 50 anybody, one of 7 a vendor, the others a service.
pub(crate) fn trust(number: usize) -> Value {
    let statement = match number {
        _ if number % 50 == 11 => {
            json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
        }
        _ if number % 7 == 2 => json!({
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": format!("vendor-{number}")}}
        }),
        _ => {
            json!({"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"})
        }
    };
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

/// The policy of a key: one of 40 lets everybody decrypt.
pub(crate) fn key(account: &str, number: usize) -> Value {
    let root = json!({
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
        "Action": "kms:*",
        "Resource": "*"
    });
    let mut statements = vec![root];
    if number % 40 == 6 {
        statements.push(json!({"Sid": "Partners", "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}));
    }
    json!({"Version": "2012-10-17", "Id": "key-default-1", "Statement": statements})
}

/// The policy of a bucket, when it has one: one of 20 is public, two of five refuse plain HTTP.
pub(crate) fn bucket(name: &str, number: usize) -> Option<Value> {
    let arn = format!("arn:aws:s3:::{name}");
    let statement = match number % 20 {
        4 => {
            json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": format!("{arn}/*")})
        }
        1 | 3 | 6 | 8 | 11 | 13 | 16 | 18 => json!({
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, format!("{arn}/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        }),
        _ => return None,
    };
    Some(json!({"Version": "2012-10-17", "Statement": [statement]}))
}

/// A document as IAM writes it into XML.
pub(super) fn encoded(document: &Value) -> String {
    utf8_percent_encode(&document.to_string(), NON_ALPHANUMERIC).to_string()
}
