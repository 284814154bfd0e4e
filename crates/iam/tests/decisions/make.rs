//! Callers, targets and policies, put together shortly.

use std::sync::Arc;

use bartizan_iam::{
    Answer, Attached, Caller, Compiled, Context, Decision, Mode, PolicyDocument, Principal,
    Request, Target, decide,
};

pub(crate) const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
pub(crate) const SESSION: &str = "arn:aws:sts::111111111111:assumed-role/app/s1";
pub(crate) const BUCKET: &str = "arn:aws:s3:::b/k";
pub(crate) const ROLE: &str = "arn:aws:iam::111111111111:role/t";
pub(crate) const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/k";

pub(crate) fn policy(statements: &str) -> Attached {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let document = PolicyDocument::parse(&text).unwrap();
    Attached::new("policy", Arc::new(Compiled::new(&document)))
}

pub(crate) fn allow(action: &str) -> Attached {
    policy(&format!(
        r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#
    ))
}

/// A resource policy of one Allow.
pub(crate) fn to(principal: &str, action: &str) -> Attached {
    policy(&format!(
        r#"{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*"}}"#
    ))
}

pub(crate) fn caller(principal: &str) -> Caller {
    Caller::new(Principal::parse(principal).unwrap())
}

pub(crate) fn target(resource: &str) -> Target {
    let mut target = Target::new(resource);
    target.account = Some("111111111111".into());
    target
}

pub(crate) fn asked<'a>(
    caller: &'a Caller,
    action: &'a str,
    target: &'a Target,
    context: &'a Context,
    mode: Mode,
) -> Answer<'a> {
    decide(&Request {
        caller,
        action,
        target,
        endpoint: None,
        context,
        mode,
    })
}

pub(crate) fn strict(caller: &Caller, action: &str, target: &Target) -> Decision {
    asked(caller, action, target, &Context::new(), Mode::Strict).decision
}

pub(crate) fn open(caller: &Caller, action: &str, target: &Target) -> Decision {
    asked(caller, action, target, &Context::new(), Mode::Discovery).decision
}
