//! How large documents may be.

use crate::Span;
use crate::parse::Kind;
use crate::{Code, Problem, Severity};

/// A limit, where it is from, and whether nobody can have more.
struct Limit {
    characters: usize,
    /// White space counts.
    all: bool,
    severity: Severity,
    what: &'static str,
}

/// The limits of a kind, the strictest last. Resource-based policies have one for each service, so none here.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html>
fn limits(kind: Kind) -> &'static [Limit] {
    const fn at_most(characters: usize, all: bool, what: &'static str) -> Limit {
        Limit {
            characters,
            all,
            severity: Severity::Error,
            what,
        }
    }
    const fn by_default(characters: usize, what: &'static str) -> Limit {
        Limit {
            characters,
            all: false,
            severity: Severity::Warning,
            what,
        }
    }
    // AWS's own managed policies exceed what it grants to others, so a policy of an identity gets a warning only.
    const MANAGED: Limit = by_default(6_144, "a customer managed policy");
    const ROLE: Limit = at_most(8_192, false, "a trust policy, with its quota raised");
    match kind {
        Kind::Identity => {
            const {
                &[
                    by_default(10_240, "a role's inline policies together"),
                    MANAGED,
                ]
            }
        }
        Kind::Boundary => const { &[MANAGED] },
        Kind::Trust => const { &[ROLE, by_default(2_048, "a trust policy, by default")] },
        Kind::Session => const { &[at_most(2_048, true, "a session policy")] },
        Kind::ServiceControl => const { &[at_most(10_240, true, "a service control policy")] },
        Kind::ResourceControl => const { &[at_most(5_120, true, "a resource control policy")] },
        Kind::Endpoint => const { &[at_most(20_480, true, "an endpoint policy")] },
        Kind::Resource => &[],
    }
}

pub(super) fn check(text: &str, whole: Span, kind: Kind, problems: &mut Vec<Problem>) {
    let document = text.get(whole.start..whole.end).unwrap_or(text);
    for limit in limits(kind) {
        // Cheap first: a text has no more characters than bytes.
        if document.len() <= limit.characters {
            continue;
        }
        let counts = |it: &char| limit.all || !it.is_whitespace();
        let characters = document.chars().filter(counts).count();
        if characters > limit.characters {
            let space = if limit.all { "" } else { ", white space aside" };
            let message = format_args!(
                "the document has {characters} characters{space}; the limit of {} is {}",
                limit.what, limit.characters
            );
            let point = Span::new(whole.start, (whole.start + 1).min(whole.end));
            let problem = Problem::new(Code::TooLarge, point, message).severity(limit.severity);
            problems.push(problem.help("split it, or put actions and resources together"));
            return;
        }
    }
}
