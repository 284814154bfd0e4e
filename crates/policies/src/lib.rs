//! The folder `/policies`, embedded: what ships with the binary, as text.
//!
//! The folder is the registry: a rule is a file `aws/<service>/<problem>.rego` with its
//! examples beside it, and adding one touches no Rust.

/// Every file of `/policies`: its path there, and its text; by path.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The rules: path, as in `aws/iam/user_console_without_mfa.rego`, and Rego text; by path.
pub fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    ending_in(".rego").filter(|(path, _)| !path.ends_with("_test.rego"))
}

/// The techniques of privilege escalation: path, as in `escalation/lambda.yaml`, and YAML text; by path.
pub fn escalation() -> impl Iterator<Item = (&'static str, &'static str)> {
    ending_in(".yaml").filter(|(path, _)| path.starts_with("escalation/"))
}

/// The rules' examples: path, as in `aws/iam/user_console_without_mfa.cases.yaml`, and YAML text; by path.
pub fn cases() -> impl Iterator<Item = (&'static str, &'static str)> {
    ending_in(".cases.yaml")
}

/// The examples of one rule, by the rule's path; none when it has none.
#[must_use]
pub fn cases_of(rule: &str) -> Option<(&'static str, &'static str)> {
    let stem = rule.strip_suffix(".rego")?;
    cases().find(|(path, _)| path.strip_suffix(".cases.yaml") == Some(stem))
}

/// The frameworks: path, as in `frameworks/cis-aws-7.0.yaml`, and YAML text; by path.
pub fn frameworks() -> impl Iterator<Item = (&'static str, &'static str)> {
    ending_in(".yaml").filter(|(path, _)| path.starts_with("frameworks/"))
}

fn ending_in(suffix: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES
        .iter()
        .copied()
        .filter(move |(path, _)| path.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_examples_and_every_example_a_rule() {
        assert!(rules().count() >= 12);
        for (path, _) in rules() {
            assert!(cases_of(path).is_some(), "`{path}` has no cases beside it");
        }
        assert_eq!(rules().count(), cases().count());
    }
}
