//! Things in ministack, which enforces IAM. Every test has an account of its own: a number that nobody used yet.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::live::Key;

/// An account, seen as its root user.
pub(crate) struct Account {
    host: String,
    pub(crate) number: String,
}

impl Account {
    /// A fresh account; ministack makes it when it is first used.
    pub(crate) fn new(url: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let number = u64::from(std::process::id()) * 1_000_003
            + now.as_millis() as u64 * 101
            + NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            host: url.trim_start_matches("http://").to_owned(),
            number: format!("7{:011}", number % 100_000_000_000),
        }
    }

    pub(crate) fn key(&self) -> Key {
        (self.number.clone(), "test".to_owned())
    }

    fn ask(&self, method: &str, path: &str, service: &str, headers: &str, body: &str) -> String {
        let (host, number) = (&self.host, &self.number);
        let mut stream = TcpStream::connect(host).unwrap();
        // The root user's signature is not looked at.
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential={number}/20260101/us-east-1/{service}/aws4_request, \
             SignedHeaders=host, Signature=0\r\nx-amz-date: 20260101T000000Z\r\n{headers}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200"),
            "{path} {body}: {answer}"
        );
        answer
    }

    /// A call of IAM.
    pub(crate) fn iam(&self, action: &str, params: &[(&str, &str)]) -> String {
        let mut form = format!("Action={action}&Version=2010-05-08");
        for (name, value) in params {
            form.push_str(&format!("&{name}={}", escape(value)));
        }
        let kind = "content-type: application/x-www-form-urlencoded";
        self.ask("POST", "/", "iam", kind, &form)
    }

    /// A call of a service that speaks JSON.
    pub(crate) fn json(&self, service: &str, target: &str, body: &Value) -> String {
        let headers = format!("content-type: application/x-amz-json-1.1\r\nx-amz-target: {target}");
        self.ask("POST", "/", service, &headers, &body.to_string())
    }

    /// A bucket, a key, a parameter and a trail: something to ask about in each protocol.
    pub(crate) fn fill(&self) {
        self.ask(
            "PUT",
            &format!("/bucket-of-{}", self.number),
            "s3",
            "x-a: b",
            "",
        );
        self.json("kms", "TrentService.CreateKey", &json!({}));
        let parameter = json!({"Name": "/db/password", "Value": "x", "Type": "String"});
        self.json("ssm", "AmazonSSM.PutParameter", &parameter);
    }

    /// A user with an access key, who may do what a policy document says.
    pub(crate) fn user(&self, document: &Value) -> Key {
        self.iam("CreateUser", &[("UserName", "auditor")]);
        let document = document.to_string();
        let policy = [
            ("UserName", "auditor"),
            ("PolicyName", "look"),
            ("PolicyDocument", &document),
        ];
        self.iam("PutUserPolicy", &policy);
        let made = self.iam("CreateAccessKey", &[("UserName", "auditor")]);
        (
            between(&made, "AccessKeyId"),
            between(&made, "SecretAccessKey"),
        )
    }

    /// A role that may do everything, and that an account may assume on a condition; returns its ARN.
    pub(crate) fn role(&self, trusted: &str, condition: &Value) -> String {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{trusted}:root")},
            "Action": "sts:AssumeRole", "Condition": condition,
        }]});
        let all = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
        self.iam(
            "CreateRole",
            &[
                ("RoleName", "audit"),
                ("AssumeRolePolicyDocument", &trust.to_string()),
            ],
        );
        let policy = [
            ("RoleName", "audit"),
            ("PolicyName", "all"),
            ("PolicyDocument", &all.to_string()),
        ];
        self.iam("PutRolePolicy", &policy);
        format!("arn:aws:iam::{}:role/audit", self.number)
    }
}

fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn between(xml: &str, name: &str) -> String {
    let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}
