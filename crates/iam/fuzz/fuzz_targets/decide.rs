//! Any policies and any request: decided, soon, and the two modes agree.
//!
//! A text of lines: principal, action, resource, context (`key=value` with tabs between), then up to five
//! documents: identity, resource, boundary, service control and endpoint policy.
#![no_main]

use std::sync::Arc;

use bartizan_iam::{
    Atom, Attached, Caller, Compiled, Context, Decision, Mode, PolicyDocument, Principal, Request,
    Residual, Target, decide,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let mut line = || lines.next().unwrap_or_default();
    let principal = Principal::parse(line()).unwrap_or_else(|_| Principal::anonymous());
    let (action, resource) = (line(), line());
    let context: Context = line()
        .split('\t')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let mut document = || {
        let document = PolicyDocument::parse(line()).ok()?;
        Some(Attached::new("policy", Arc::new(Compiled::new(&document))))
    };
    let mut caller = Caller::new(principal);
    caller.identity.extend(document());
    let mut target = Target::new(resource);
    target.policy = document();
    caller.boundary = document().map(|policy| vec![policy]);
    caller.scps = document().map(|policy| vec![policy]).into_iter().collect();
    let endpoint = document().map(|policy| vec![policy]);

    let answer = |mode| {
        let request = Request {
            caller: &caller,
            action,
            target: &target,
            endpoint: endpoint.as_deref(),
            context: &context,
            mode,
        };
        let answer = decide(&request);
        for because in &answer.because {
            let _ = (because.name(), because.sid());
        }
        answer.decision
    };
    let (strict, open) = (answer(Mode::Strict), answer(Mode::Discovery));
    match &open {
        Decision::Conditional { residual } => {
            assert!(residual.size() > 0);
            assert!(*residual != Residual::Always && !residual.to_string().is_empty());
        }
        Decision::Unknown { .. } => {}
        // What holds whatever is not known holds also if all of it is missing. Only a session's role without
        // its path is told otherwise: the strict mode takes the role for one without.
        firm => {
            let same = strict
                .is_allowed()
                .is_none_or(|allowed| firm.is_allowed() == Some(allowed));
            assert!(
                same || text.contains(":assumed-role/"),
                "{strict:?} {open:?}"
            );
        }
    }
    if let Decision::Conditional { residual } = &strict {
        assert!(
            residual
                .atoms()
                .iter()
                .all(|atom| matches!(atom, Atom::Session(_))),
            "{residual}"
        );
    }
});
