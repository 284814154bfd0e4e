//! Principals: everybody, and whoever a stranger lets in.

use crate::Span;
use crate::grammar::operator::{Family, Operator};
use crate::parse::{Kind, ListSpans, shorten};
use crate::{Code, Problem};

use super::Cx;

/// Keys that say who calls, or from where: a condition on one of them leaves fewer than everybody.
const LIMITING: [&str; 24] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:userid",
    "aws:username",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Keys by which a service says for whom it acts.
const FOR_WHOM: [&str; 5] = [
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
];

pub(super) fn check(cx: &mut Cx<'_>) {
    if !cx.grants() {
        return;
    }
    if let Some(places) = &cx.spans.not_principal {
        let message = "Allow with NotPrincipal allows everybody else, also anonymous callers";
        let problem = Problem::new(Code::AllowNotPrincipal, places.key, message);
        cx.problem(
            problem.help("name whom to allow, or use Deny with a condition on aws:PrincipalArn"),
        );
    }
    let (Some(principals), Some(places)) = (&cx.statement.principal, &cx.spans.principal) else {
        return;
    };
    for ((kind, ids), list) in principals.0.iter().zip(places.kinds.values()) {
        match kind.as_str() {
            "AWS" => accounts(cx, ids, list),
            "Federated" if cx.kind == Kind::Trust => providers(cx, ids, list),
            "Service" if cx.kind == Kind::Resource => services(cx, ids, list),
            _ => {}
        }
    }
}

/// Whether a condition that is not negated tests one of these keys.
fn tests(cx: &Cx<'_>, wanted: impl Fn(&str) -> bool) -> bool {
    cx.statement.condition.iter().any(|(name, keys)| {
        let positive = Operator::parse(name)
            .is_some_and(|it| !it.negated && !it.if_exists && it.family != Family::Null);
        positive && keys.keys().any(|key| wanted(&key.to_ascii_lowercase()))
    })
}

fn accounts(cx: &mut Cx<'_>, ids: &[String], list: &ListSpans) {
    let limited = tests(cx, |key| {
        LIMITING.contains(&key) || key.starts_with("aws:principaltag/") || key == "sts:externalid"
    });
    for (id, &span) in ids.iter().zip(&list.items) {
        if id == "*" && !limited {
            let message = match cx.kind {
                Kind::Trust => "every account of AWS may assume the role",
                _ => "everybody is allowed, also anonymous callers",
            };
            let problem = Problem::new(Code::PublicPrincipal, span, message);
            cx.problem(problem.help("name accounts, or test aws:PrincipalOrgID"));
        }
        let account = id.ends_with(":root") || id.bytes().all(|it| it.is_ascii_digit());
        if cx.kind == Kind::Trust && account && cx.statement.condition.is_empty() && assumes(cx) {
            let message = format_args!(
                "`{}` may assume the role without an external id",
                shorten(id)
            );
            let problem = Problem::new(Code::MissingExternalId, span, message);
            cx.problem(problem.help("if the account is another company's, require sts:ExternalId"));
        }
    }
}

fn assumes(cx: &Cx<'_>) -> bool {
    let assume = |it: &String| it.eq_ignore_ascii_case("sts:AssumeRole") || it.contains('*');
    cx.statement.action.iter().any(assume)
}

/// Identity providers that anybody can have an account with need a condition on the subject; a provider of one's
/// own needs one on the audience at least.
fn providers(cx: &mut Cx<'_>, ids: &[String], list: &ListSpans) {
    const PUBLIC: [&str; 9] = [
        "token.actions.githubusercontent.com",
        "gitlab.com",
        "app.terraform.io",
        "accounts.google.com",
        "cognito-identity.amazonaws.com",
        "graph.facebook.com",
        "www.amazon.com",
        "api.bitbucket.org",
        "oidc.circleci.com",
    ];
    for (id, &span) in ids.iter().zip(&list.items) {
        if id.contains(":saml-provider/") {
            continue;
        }
        let (_, provider) = id.rsplit_once(":oidc-provider/").unwrap_or(("", id));
        let host = provider.split('/').next().unwrap_or_default();
        let public = PUBLIC.contains(&host);
        let subject = tests(cx, |key| {
            key.ends_with(":sub") || key.ends_with(":amr") || key.ends_with(":repository")
        });
        let audience = tests(cx, |key| {
            key.ends_with(":aud") || key.ends_with(":app_id") || key.ends_with(":oaud")
        });
        let missing = match (public, subject, audience) {
            (_, true, _) | (false, _, true) => continue,
            // These give each application its audience.
            (true, false, true)
                if ![
                    "token.actions.githubusercontent.com",
                    "gitlab.com",
                    "app.terraform.io",
                ]
                .contains(&host) =>
            {
                continue;
            }
            (true, ..) => "subject",
            (false, ..) => "subject or audience",
        };
        let message = format_args!("whoever `{}` knows may assume the role", shorten(host));
        let problem = Problem::new(Code::AnyWebIdentity, span, message);
        cx.problem(problem.help(format!(
            "test the {missing}, as `{}:sub`",
            shorten(provider)
        )));
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
fn services(cx: &mut Cx<'_>, ids: &[String], list: &ListSpans) {
    if tests(cx, |key| FOR_WHOM.contains(&key)) {
        return;
    }
    let remark = |id: &str, span: Span| {
        let message = format_args!("`{}` may act for any of its customers", shorten(id));
        let problem = Problem::new(Code::ConfusedDeputy, span, message);
        problem.help("test aws:SourceArn or aws:SourceAccount")
    };
    for (id, &span) in ids.iter().zip(&list.items) {
        cx.problem(remark(id, span));
    }
}
