//! Principals: whom a statement names.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use crate::Span;
use crate::parse::{Kind, PrincipalSpans, shorten};
use crate::{Code, Principals, Problem};

use super::Checked;
use super::resource::PARTITIONS;

pub(super) fn check(checked: &mut Checked<'_>) {
    let (statement, spans) = (checked.statement, checked.spans);
    if !checked.kind.has_principals() {
        // One complaint is enough: that there is a principal at all.
        return;
    }
    if let (Some(principals), Some(places)) = (&statement.principal, &spans.principal) {
        all(checked, principals, places);
    }
    if let (Some(principals), Some(places)) = (&statement.not_principal, &spans.not_principal) {
        all(checked, principals, places);
    }
}

fn all(checked: &mut Checked<'_>, principals: &Principals, places: &PrincipalSpans) {
    for ((kind, ids), list) in principals.0.iter().zip(places.kinds.values()) {
        let ((kind, ids), list) = ((kind.as_str(), ids), list);
        if !["AWS", "Service", "Federated", "CanonicalUser"].contains(&kind) {
            let message = format_args!("there is no kind of principal `{}`", shorten(kind));
            let problem = Problem::new(Code::PrincipalKind, list.key, message);
            checked
                .problem(problem.help("the kinds are AWS, Service, Federated and CanonicalUser"));
            continue;
        }
        for (id, &span) in ids.iter().zip(&list.items) {
            let problem = match checked.kind {
                Kind::ResourceControl if id != "*" => {
                    let message = "the principal of a resource control policy is `*`";
                    Some(Problem::new(Code::InvalidPrincipal, span, message))
                }
                _ => malformed(kind, id, span),
            };
            if let Some(problem) = problem {
                checked.problem(problem);
            }
        }
    }
}

fn malformed(kind: &str, id: &str, span: Span) -> Option<Problem> {
    if kind == "AWS" && id == "*" {
        return None;
    }
    let short = shorten(id);
    if id.contains(['*', '?']) {
        let message = match kind {
            "AWS" => format!("`{short}` has a wildcard; a principal is `*` or written out"),
            _ => format!("`{short}` has a wildcard, which {kind} does not take"),
        };
        let problem = Problem::new(Code::PrincipalWildcard, span, message);
        return Some(problem.help("to match by pattern, test aws:PrincipalArn in a condition"));
    }
    let valid = match kind {
        "AWS" => is_account(id) || is_unique_id(id) || is_principal_arn(id),
        "Service" => id.contains('.') && !id.contains([' ', ':', '/']),
        "Federated" => !id.is_empty(),
        _ => !id.is_empty() && id.chars().all(|it| it.is_ascii_alphanumeric()),
    };
    if valid {
        return None;
    }
    let message = format_args!("`{short}` is no principal of the kind {kind}");
    Some(Problem::new(Code::InvalidPrincipal, span, message))
}

pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|it| it.is_ascii_digit())
}

/// What AWS turns the ARN of a deleted user or role into.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
pub(crate) fn is_unique_id(text: &str) -> bool {
    let plain = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit();
    (16..=128).contains(&text.len()) && text.starts_with('A') && text.bytes().all(plain)
}

fn is_principal_arn(text: &str) -> bool {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (prefix, partition, service) = (next(), next(), next());
    let (region, account, path) = (next(), next(), next());
    // `cloudfront` stands where the account does in an origin access identity.
    let known = is_account(account) || account == "cloudfront";
    let of_service = match service {
        "iam" => path == "root" || ["user/", "role/"].iter().any(|it| path.starts_with(it)),
        "sts" => ["assumed-role/", "federated-user/"]
            .iter()
            .any(|it| path.starts_with(it)),
        _ => false,
    };
    prefix == "arn" && PARTITIONS.contains(&partition) && region.is_empty() && known && of_service
}
