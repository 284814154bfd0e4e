//! Resources: ARNs with wildcards, or `*`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use crate::Span;
use crate::parse::{Kind, ListSpans, shorten};
use crate::{Code, Problem, Severity};

use super::Checked;

/// The partitions of AWS.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
pub(crate) const PARTITIONS: [&str; 8] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
];

/// What the last part of an IAM ARN may begin with, as IAM's own refusal lists it; and the account's root, which
/// AWS's own policies name.
const IAM_PATHS: [&str; 14] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
    "root",
];

pub(super) fn check(checked: &mut Checked<'_>) {
    let (statement, spans) = (checked.statement, checked.spans);
    let lists = [
        (&statement.resource, &spans.resource),
        (&statement.not_resource, &spans.not_resource),
    ];
    // Services have their own forms in their own policies, such as `execute-api:/stage/GET/*`.
    let severity = match checked.kind {
        Kind::Resource => Severity::Warning,
        _ => Severity::Error,
    };
    for (resources, places) in lists {
        let items = places.as_ref().map_or(&[][..], |it: &ListSpans| &it.items);
        for (resource, &span) in resources.iter().zip(items) {
            if let Some(problem) = malformed(resource, span) {
                checked.problem(problem.severity(severity));
            }
        }
    }
}

fn malformed(resource: &str, span: Span) -> Option<Problem> {
    if resource == "*" {
        return None;
    }
    let problem = |code, message: String| Some(Problem::new(code, span, message));
    let short = shorten(resource);
    let mut parts = parts(resource).into_iter();
    let prefix = parts.next().unwrap_or_default();
    let Some(partition) = parts.next() else {
        let message = format!("the resource `{short}` is neither an arn nor `*`");
        return problem(Code::ResourceNotArn, message);
    };
    if prefix != "arn" {
        let message = format!("the resource `{short}` does not begin with `arn:`");
        return problem(Code::ResourceNotArn, message);
    }
    // A wildcard or a variable may stand for a partition.
    if !PARTITIONS.contains(&partition) && !partition.contains(['*', '?', '$']) {
        let message = format!("there is no partition `{}`", shorten(partition));
        return problem(Code::ArnPartition, message).map(|it| it.help("most often it is `aws`"));
    }
    let Some(service) = parts.next() else {
        return problem(Code::ArnService, format!("`{short}` names no service"));
    };
    if service.contains(['*', '?']) {
        let message = format!("the service in `{short}` must be written out");
        return problem(Code::ArnService, message);
    }
    let rest: Vec<&str> = parts.collect();
    let gap = rest.len() < 3 && rest.iter().any(|part| part.is_empty());
    if service.is_empty() || gap {
        // AWS completes an ARN with `*` where parts are missing at its end, but not around an empty one.
        let message = format!("`{short}` is no complete arn");
        let incomplete = problem(Code::ArnIncomplete, message);
        return incomplete
            .map(|it| it.help("an arn is `arn:partition:service:region:account:resource`"));
    }
    let part = |at: usize| rest.get(at).copied().unwrap_or("*");
    let (region, account, path) = (part(0), part(1), part(2));
    match service {
        "iam" if !region.is_empty() && region != "*" => problem(
            Code::ArnRegion,
            format!("`{short}` has a region, and iam has none"),
        ),
        "iam" if path != "*" && !IAM_PATHS.iter().any(|it| path.starts_with(it)) => problem(
            Code::ArnPath,
            format!("`{short}` names no kind of iam resource"),
        )
        .map(|it| it.help("the last part is `*`, or begins with `user/`, `role/`, `policy/`, …")),
        // Access points have both a Region and an account; buckets neither.
        "s3" if !region.is_empty() && region != "*" && account.is_empty() => problem(
            Code::ArnRegion,
            format!("`{short}` has a region, and a bucket's arn has none"),
        ),
        _ => None,
    }
}

/// The parts of an ARN, at most six. Colons in variables, as in `${aws:username}`, part nothing.
pub(crate) fn parts(arn: &str) -> Vec<&str> {
    let mut parts = Vec::with_capacity(6);
    let (mut start, mut inside) = (0, false);
    for (at, byte) in arn.bytes().enumerate() {
        match byte {
            b'{' if arn.get(..at).is_some_and(|it| it.ends_with('$')) => inside = true,
            b'}' => inside = false,
            b':' if !inside && parts.len() < 5 => {
                parts.push(arn.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(arn.get(start..).unwrap_or_default());
    parts
}
