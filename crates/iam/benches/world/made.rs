//! What made-up organizations are made of: the same every time.

use std::process::Command;
use std::sync::Arc;

use bartizan_iam::{Attached, Compiled, PolicyDocument};
use serde_json::{Value, json};

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        Self(20_261_122)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// The id of one of many accounts.
pub(crate) fn account(number: usize) -> String {
    format!("{:012}", 100_000_000_000 + number * 7_919)
}

/// A policy of these statements.
pub(crate) fn policy(name: &str, statements: &Value) -> Attached {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let compiled = Compiled::new(&PolicyDocument::parse(&text).unwrap());
    Attached::new(name, Arc::new(compiled))
}

/// Every managed policy, by its ARN; none where they are absent.
pub(crate) fn managed() -> Option<Vec<Attached>> {
    let shared = std::env::var("BARTIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let file = format!("{shared}/data/aws-managed-policies.jsonl.xz");
    let unpacked = Command::new("xz").args(["-dc", &file]).output().ok()?;
    let lines = String::from_utf8(unpacked.stdout).ok()?;
    let read = lines.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let document = PolicyDocument::parse(&row["document"].to_string()).unwrap();
        let name = row["name"].as_str().unwrap_or("managed");
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        Attached::new(arn, Arc::new(Compiled::new(&document)))
    });
    let all: Vec<_> = read.collect();
    (!all.is_empty()).then_some(all)
}
