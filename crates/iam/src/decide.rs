//! Decisions: may this principal do this to that, with all the policies that have a say.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::collections::BTreeSet;

use crate::arn::Arn;
use crate::compile::Asked;
use crate::condition::Facts;
use crate::context::{Derived, Key, Value};
use crate::residual::{self, Atom, Residual};

mod answer;
mod layers;
pub(crate) mod organization;
mod request;
pub(crate) mod s3;
pub(crate) mod special;
pub(crate) mod table;

pub use answer::{Answer, Because, Decision, Lacking, Layer, Source};
pub use organization::{RCP_SERVICES, RcpService};
pub use request::{Attached, Caller, Grant, Mode, Request, Switch, Target};
pub use special::Note;

use layers::Found;
pub(crate) use request::Content;

/// Decides a request by every policy that has a say in it.
///
/// The order of policies does not matter, and nothing is left out of the answer for having been
/// decided earlier. A request whose policies have no more than a handful of matching statements is decided without allocating.
#[must_use]
pub fn decide<'a>(request: &Request<'a>) -> Answer<'a> {
    let cx = Cx::new(request);
    if let Some(answer) = special::settled(&cx) {
        return answer;
    }
    let mut found = Found::default();
    found.gather(&cx);
    let grant = table::granted(&cx, &found);
    let permitted = [&found.scps, &found.endpoint, &found.object_acl]
        .into_iter()
        .fold(grant, |all, layer| all.and(layer.clone()));
    let decision = conclude(permitted, std::mem::take(&mut found.denied));
    answer::explain(&cx, found, decision)
}

/// Allowed if permitted and not denied, whatever is not known.
fn conclude(permitted: Residual, denied: Residual) -> Decision {
    match (&permitted, &denied) {
        (_, Residual::Always) => return Decision::DeniedExplicitly,
        (Residual::Never, _) => return Decision::DeniedImplicitly,
        (Residual::Always, Residual::Never) => return Decision::Allowed,
        _ => {}
    }
    if permitted.size() + denied.size() > residual::LARGEST {
        return Decision::Unknown {
            reason: "more conditions are not known than a formula can show".to_owned(),
        };
    }
    // Simplified by themselves first, so that it shows which of the two made the request fail.
    let (permitted, denied) = (permitted.simplify(), denied.simplify());
    if denied == Residual::Always {
        return Decision::DeniedExplicitly;
    }
    if permitted == Residual::Never {
        return Decision::DeniedImplicitly;
    }
    match permitted.and(denied.not()).simplify() {
        Residual::Always => Decision::Allowed,
        Residual::Never => Decision::DeniedExplicitly,
        residual => match doubts(&residual) {
            Some(reason) => Decision::Unknown { reason },
            None => Decision::Conditional { residual },
        },
    }
}

/// How many doubts an answer names.
const NAMED: usize = 5;

/// What was not read or is not understood and matters, if anything.
fn doubts(residual: &Residual) -> Option<String> {
    let all: BTreeSet<String> = residual
        .atoms()
        .into_iter()
        .filter_map(|atom| match atom {
            Atom::Unread { policy, .. } => Some(format!(
                "`{}` was not read: {}",
                policy.policy, policy.reason
            )),
            Atom::Unsupported(wanted) => Some(format!(
                "`{}` of `{}` is no operator that aws has",
                wanted.operator(),
                wanted.key()
            )),
            _ => None,
        })
        .collect();
    let more = all.len().saturating_sub(NAMED);
    let mut named: Vec<String> = all.into_iter().take(NAMED).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    (!named.is_empty()).then(|| named.join("; "))
}

/// A request with what follows from it.
pub(crate) struct Cx<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) target: &'a Target,
    pub(crate) request: Request<'a>,
    pub(crate) asked: Asked<'a>,
    /// The account that the resource belongs to.
    pub(crate) resource_account: Option<&'a str>,
    /// Whether the principal belongs to that account.
    pub(crate) same_account: bool,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(request: &Request<'a>) -> Self {
        let resource_account = account_of(request.target);
        let own = request.caller.principal.account();
        Self {
            caller: request.caller,
            target: request.target,
            request: *request,
            asked: Asked::new(request.action),
            resource_account,
            // A resource in nobody's namespace (`*`, a bucket whose owner was not given, AWS's own
            // policies) is taken for one of the principal's account.
            same_account: own.is_some() && (resource_account.is_none() || own == resource_account),
        }
    }

    pub(crate) fn is_action(&self, action: &str) -> bool {
        self.asked.text.eq_ignore_ascii_case(action)
    }

    /// Applies the mode: what is not known counts as missing where the caller wants it so.
    fn settle<'v>(&self, value: Value<'v>) -> Value<'v> {
        match (value, self.request.mode) {
            (Value::Unknown, Mode::Strict) => Value::Missing,
            (value, _) => value,
        }
    }
}

/// The account that a resource is known to belong to.
pub(crate) fn account_of(target: &Target) -> Option<&str> {
    let by_arn = || Some(Arn::parse(&target.resource)?.account);
    let account = target.account.as_deref().or_else(by_arn);
    account.filter(|account| crate::principal::is_account(account))
}

/// What follows from who asks, and on what.
pub(crate) fn follows<'a>(
    derived: Derived,
    caller: &'a Caller,
    resource_account: Option<&'a str>,
    mode: Mode,
) -> Value<'a> {
    match derived {
        Derived::ResourceAccount => resource_account.map_or(Value::Unknown, Value::One),
        // Good enough to compare with when nothing better is to be had, but nothing to rely on.
        Derived::PrincipalArn if caller.principal.pathless && mode == Mode::Discovery => {
            Value::Unknown
        }
        derived => caller.principal.value(derived),
    }
}

impl Facts for Cx<'_> {
    fn value(&self, key: &Key) -> Value<'_> {
        if let Some(value) = self.request.context.get(key) {
            return value;
        }
        let mode = self.request.mode;
        let derived = key.derived.map_or(Value::Unknown, |derived| {
            follows(derived, self.caller, self.resource_account, mode)
        });
        self.settle(derived)
    }
}
