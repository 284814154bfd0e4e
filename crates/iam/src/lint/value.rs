//! Values: of the operator's kind, and each once.

use std::collections::HashSet;
use std::net::IpAddr;

use base64::Engine as _;
use ipnet::IpNet;

use crate::Span;
use crate::grammar::operator::{Family, Operator};
use crate::parse::{ListSpans, shorten};
use crate::{Code, Problem};

use super::Cx;

/// Says which values of a list stand in it before, some of them written otherwise: `same` is what they mean.
pub(super) fn repeated(
    cx: &mut Cx<'_>,
    (values, same): (&[String], &[String]),
    places: &ListSpans,
    what: &str,
) {
    let mut seen = HashSet::new();
    for ((value, same), &span) in values.iter().zip(same).zip(&places.items) {
        if !seen.insert(same.as_str()) {
            let message = format_args!("the {what} `{}` is listed twice", shorten(value));
            cx.problem(Problem::new(Code::Redundant, span, message));
        }
    }
}

/// Says when a value is none that the operator can compare. Dates are the grammar's.
pub(super) fn check(cx: &mut Cx<'_>, operator: Operator, key: &str, value: &str, span: Span) {
    // What a variable stands for is not known.
    if value.contains("${") {
        return;
    }
    let short = shorten(value);
    let invalid = match operator.family {
        Family::Number if value.trim().parse::<f64>().is_err() => format!("`{short}` is no number"),
        Family::Bool | Family::Null if !is_bool(value) => {
            format!("`{short}` is neither true nor false")
        }
        Family::Address if !is_address(value) => format!("`{short}` is no ip address or range"),
        Family::Arn if !is_arn(value) => format!("`{short}` is no arn"),
        Family::Binary if !is_base64(value) => format!("`{short}` is no base64"),
        Family::Text if !operator.like && value.contains(['*', '?']) => {
            let message = format_args!("the wildcard in `{short}` stands for itself");
            let problem = Problem::new(Code::LiteralWildcard, span, message);
            cx.problem(problem.help("to match a pattern, use StringLike or StringNotLike"));
            return;
        }
        Family::Address if key.eq_ignore_ascii_case("aws:SourceIp") && is_private(value) => {
            let message =
                format_args!("`{short}` is private, and aws:SourceIp is a public address");
            let problem = Problem::new(Code::PrivateAddress, span, message);
            cx.problem(
                problem.help("through an endpoint, test aws:VpcSourceIp with aws:SourceVpc"),
            );
            return;
        }
        _ => return,
    };
    cx.problem(Problem::new(Code::InvalidValue, span, invalid));
}

fn is_bool(value: &str) -> bool {
    value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
}

fn range(value: &str) -> Option<IpNet> {
    value
        .parse()
        .ok()
        .or_else(|| value.parse::<IpAddr>().ok().map(IpNet::from))
}

fn is_address(value: &str) -> bool {
    range(value).is_some()
}

fn is_private(value: &str) -> bool {
    const PRIVATE: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
    let inside = |net: IpNet| {
        let private = PRIVATE.iter().filter_map(|it| it.parse::<IpNet>().ok());
        private.into_iter().any(|it| it.contains(&net))
    };
    range(value).is_some_and(inside)
}

/// An ARN, or a pattern that an ARN can match.
fn is_arn(value: &str) -> bool {
    let parts = value.split(':').count();
    value == "*"
        || parts >= 6 && (value.starts_with("arn:") || value.starts_with('*'))
        || parts < 6 && value.contains('*')
}

fn is_base64(value: &str) -> bool {
    base64::engine::general_purpose::STANDARD
        .decode(value)
        .is_ok()
}
