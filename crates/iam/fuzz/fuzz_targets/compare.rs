//! Any two policies and any request: a proof is never contradicted by a decision, and a request that shows the opposite is
//! confirmed by one. The two engines of the crate never disagree.
//!
//! A text of lines: principal, action, resource, context (`key=value` with tabs between), old policy, new policy.
#![no_main]

use std::sync::Arc;

use bartizan_iam::{
    Attached, Caller, Compiled, Context, Decision, Exposure, Mode, PolicyDocument, Principal,
    Request, Target, Verdict, Witness, Zone, compare, decide, outside,
};
use libfuzzer_sys::fuzz_target;

/// Whether an identity policy allows a request to its holder, in its own account.
fn allows(
    policy: &PolicyDocument,
    who: &Principal,
    action: &str,
    resource: &str,
    context: &Context,
) -> bool {
    let mut caller = Caller::new(who.clone());
    let compiled = Arc::new(Compiled::new(policy));
    caller.identity.push(Attached::new("policy", compiled));
    let mut target = Target::new(resource);
    target.account = who.account().map(Into::into);
    let request = Request {
        caller: &caller,
        action,
        target: &target,
        endpoint: None,
        context,
        mode: Mode::Strict,
    };
    decide(&request).decision == Decision::Allowed
}

fn names_principals(policy: &PolicyDocument) -> bool {
    let mut statements = policy.statement.iter();
    statements.any(|it| it.principal.is_some() || it.not_principal.is_some())
}

fn confirmed(witness: &Witness, old: &PolicyDocument, new: &PolicyDocument) {
    let ana = || Principal::parse("arn:aws:iam::111122223333:user/ana");
    let who = witness.principal.clone().map_or_else(ana, Ok);
    let Ok(who) = who else {
        return;
    };
    if who.account().is_none() {
        return;
    }
    let context = witness.context();
    let allowed = |it| allows(it, &who, &witness.action, &witness.resource, &context);
    assert!(allowed(new) && !allowed(old), "{witness:?}");
}

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let mut line = || lines.next().unwrap_or_default();
    let principal = Principal::parse(line());
    let (action, resource) = (line(), line());
    let context: Context = line()
        .split('\t')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let (Ok(old), Ok(new)) = (PolicyDocument::parse(line()), PolicyDocument::parse(line())) else {
        return;
    };
    let verdict = compare(&[&old], &[&new]).expect("the engines agree");
    assert_eq!(
        matches!(
            compare(&[&new], &[&new]),
            Ok(Verdict::Beyond { .. }) | Err(_)
        ),
        false,
        "a policy is within itself"
    );
    let zone = Zone::default();
    match outside(&[&new], &zone).expect("the engines agree") {
        Exposure::Open { openings, .. } => assert!(!openings.is_empty()),
        Exposure::Closed | Exposure::Unknown { .. } => {}
    }
    if names_principals(&old) || names_principals(&new) {
        return;
    }
    match verdict {
        Verdict::Within => {
            let Ok(who) = principal else {
                return;
            };
            // What the prover asks about: callers that have policies, an action with a service and a name.
            if who.account().is_none() || !action.contains(':') {
                return;
            }
            let allowed = |it| allows(it, &who, action, resource, &context);
            assert!(
                !allowed(&new) || allowed(&old),
                "{action} {resource} {context:?}"
            );
        }
        Verdict::Beyond { witness } => confirmed(&witness, &old, &new),
        Verdict::Unknown { reason } => assert!(!reason.is_empty()),
    }
});
