//! Whether the resources of a statement are all there are.

use super::table::Target;
use crate::Statement;
use crate::patterns::matches;

/// Whose resources are meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) partition: &'a str,
    pub(super) account: &'a str,
}

/// The region that stands for any.
const SOME_REGION: &str = "eu-west-3";

impl Place<'_> {
    /// Whether a statement is for all resources of a kind: by a pattern that also matches what nobody has, or by
    /// NotResource with a few exceptions. All of one region are all.
    pub(super) fn all(self, statement: &Statement, target: Target) -> bool {
        if !statement.not_resource.is_empty() {
            let mut but = statement.not_resource.iter();
            return but.all(|pattern| !self.touches(pattern, target));
        }
        let mut resources = statement.resource.iter();
        resources.any(|pattern| self.is_all(pattern, target))
    }

    /// As [`Place::all`], for every resource of a service, by its prefix in actions.
    pub(super) fn all_of_service(self, statement: &Statement, service: &str) -> bool {
        let target = [format!("{service}:REGION:ACCOUNT:zqkw/x")];
        if !statement.not_resource.is_empty() {
            return self.all(statement, super::table::ANYTHING);
        }
        let mut resources = statement.resource.iter();
        resources.any(|pattern| {
            target
                .iter()
                .all(|template| matches(pattern, &self.fill(template, pattern)))
        })
    }

    fn is_all(self, pattern: &str, target: Target) -> bool {
        match target {
            Target::Nothing => is_star(pattern),
            Target::Arn(templates) => templates
                .iter()
                .all(|template| matches(pattern, &self.fill(template, pattern))),
        }
    }

    fn touches(self, pattern: &str, target: Target) -> bool {
        match target {
            Target::Nothing => is_star(pattern),
            Target::Arn(templates) => templates
                .iter()
                .any(|template| matches(pattern, &self.fill(template, pattern))),
        }
    }

    /// An ARN that nobody has, in the region that the pattern names and with the account where the pattern has one.
    fn fill(self, template: &str, pattern: &str) -> String {
        let mut parts = pattern.split(':').skip(3);
        let region = parts.next().unwrap_or("*");
        let account = parts.next().unwrap_or("*");
        let region = if region.contains(['*', '?', '$']) {
            SOME_REGION
        } else {
            region
        };
        let account = if account.is_empty() { "" } else { self.account };
        let partition = self.partition;
        let filled = template
            .replace("REGION", region)
            .replace("ACCOUNT", account);
        format!("arn:{partition}:{filled}")
    }
}

/// Whether a pattern is nothing but stars.
pub(super) fn is_star(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}
