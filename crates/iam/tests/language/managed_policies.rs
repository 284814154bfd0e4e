//! AWS's own managed policies, for the tests that go through all of them.

use serde_json::Value;

use crate::shared;

/// Name and document of each policy that AWS manages.
pub(crate) fn policies() -> Vec<(String, Value)> {
    let Some(file) = shared::file("data/aws-managed-policies.jsonl.xz") else {
        return Vec::new();
    };
    let unpacked = std::process::Command::new("xz")
        .arg("-dc")
        .arg(file)
        .output()
        .unwrap();
    let text = String::from_utf8(unpacked.stdout).unwrap();
    let policies: Vec<_> = text
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let name = line.get("name").unwrap().as_str().unwrap().to_owned();
            (name, line.get_mut("document").unwrap().take())
        })
        .collect();
    assert_eq!(policies.len(), 1641);
    policies
}
