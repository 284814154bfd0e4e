//! No declared call can change anything or read a secret.

use super::*;

fn all() -> Vec<Action> {
    declared_actions()
        .into_iter()
        .flat_map(|(_, actions)| actions.iter().copied())
        .collect()
}

#[test]
fn every_call_reads() {
    for action in all() {
        let reads = ["Get", "List", "Describe"]
            .iter()
            .any(|verb| action.operation.starts_with(verb));
        // The exceptions ask IAM to make a report about itself; AWS classes them as reading.
        let reports = [
            "GenerateCredentialReport",
            "GenerateServiceLastAccessedDetails",
        ];
        assert!(reads || reports.contains(&action.operation), "{action:?}");
    }
}

/// Reading calls that would hand over secrets, data or code.
#[test]
fn no_call_reads_a_secret() {
    const SECRETS: &[&str] = &[
        "kms:Decrypt",
        "kms:GetPublicKey",
        "s3:GetObject",
        "s3:ListBucket",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameterHistory",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
        "sts:GetFederationToken",
        "sts:GetSessionToken",
    ];
    for action in all() {
        assert!(!SECRETS.contains(&action.permission), "{action:?}");
    }
}

#[test]
fn every_permission_is_spelled_as_policies_spell_it() {
    for action in all() {
        let (service, name) = action.permission.split_once(':').unwrap();
        assert!(
            service
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        assert!(
            name.starts_with(|first: char| first.is_ascii_uppercase()),
            "{action:?}"
        );
        assert!(!name.contains(['*', '?']), "{action:?}");
    }
}

#[test]
fn a_call_is_declared_once_a_collector_and_the_policy_fits_aws() {
    for (service, actions) in declared_actions() {
        for (place, action) in actions.iter().enumerate() {
            assert!(
                !actions.iter().take(place).any(|other| other == action),
                "{service} {action:?}"
            );
        }
    }
    // A managed policy holds 6,144 characters, white space not counted.
    assert!(permissions().to_string().len() <= 6144);
}

/// AWS's own policies for auditors allow every declared permission: a proof by somebody else that it only reads.
#[test]
fn awss_own_audit_policies_allow_every_permission() {
    let shared = std::env::var("BARTIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let file = std::path::Path::new(&shared).join("data/aws-managed-policies.jsonl.xz");
    if !file.exists() {
        eprintln!(
            "NOT TESTED: {} is absent (set BARTIZAN_SHARED)",
            file.display()
        );
        return;
    }
    let unpacked = std::process::Command::new("xz")
        .arg("-dc")
        .arg(&file)
        .output()
        .unwrap();
    let text = String::from_utf8(unpacked.stdout).unwrap();
    let mut allowed = Vec::new();
    for line in text.lines() {
        let policy: Value = serde_json::from_str(line).unwrap();
        if ["SecurityAudit", "ReadOnlyAccess", "AWSWAFReadOnlyAccess"]
            .iter()
            .any(|&name| policy["name"] == *name)
        {
            patterns(&policy["document"], &mut allowed);
        }
    }
    assert!(allowed.len() > 500, "the two policies were found");
    let missing: Vec<_> = all()
        .into_iter()
        .map(|action| action.permission)
        .filter(|permission| !allowed.iter().any(|pattern| matches(pattern, permission)))
        .collect();
    assert!(
        missing.is_empty(),
        "not in AWS's SecurityAudit, ReadOnlyAccess or AWSWAFReadOnlyAccess: {missing:?}"
    );
}

/// Collects the actions that a document's Allow statements name.
fn patterns(document: &Value, into: &mut Vec<String>) {
    for statement in document["Statement"].as_array().into_iter().flatten() {
        if statement["Effect"] == "Allow" {
            let actions = statement["Action"].as_array().into_iter().flatten();
            into.extend(actions.filter_map(|action| action.as_str().map(str::to_lowercase)));
        }
    }
}

/// A pattern with at most one `*`, at its end, as these two policies have them.
fn matches(pattern: &str, permission: &str) -> bool {
    let permission = permission.to_lowercase();
    match pattern.strip_suffix('*') {
        Some(prefix) => permission.starts_with(prefix),
        None => permission == pattern,
    }
}
