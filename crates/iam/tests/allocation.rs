//! A simple request is decided without allocating.
//!
//! In a binary of its own: other tests would allocate beside it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::alloc::System;
use std::sync::Arc;

use bartizan_iam::{
    Attached, Caller, Compiled, Context, Decision, Mode, PolicyDocument, Principal, Request,
    Target, decide,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn attached(text: &str) -> Attached {
    let document = PolicyDocument::parse(text).unwrap();
    Attached::new("policy", Arc::new(Compiled::new(&document)))
}

#[test]
fn a_simple_request_is_decided_without_allocating() {
    let identity = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"arn:aws:s3:::${aws:username}-*/*",
         "Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"},"StringLike":{"aws:UserAgent":"aws-cli/*"},
                      "DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},"Bool":{"aws:SecureTransport":"true"}}},
        {"Effect":"Deny","NotAction":"s3:*","Resource":"*"}]}"#;
    let everything =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let mut caller = Caller::new(Principal::parse("arn:aws:iam::111111111111:user/alice").unwrap());
    caller.identity.push(attached(identity));
    caller.boundary = Some(vec![attached(everything)]);
    caller.scps = vec![vec![attached(everything)], vec![attached(everything)]];
    let mut target = Target::new("arn:aws:s3:::alice-files/k");
    target.account = Some("111111111111".into());
    target.policy = Some(attached(
        r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",
            "Condition":{"Bool":{"aws:SecureTransport":"false"}}}}"#,
    ));
    let context = Context::from_iter([
        ("aws:SourceIp", "203.0.113.9"),
        ("aws:UserAgent", "aws-cli/2.0"),
        ("aws:CurrentTime", "2026-01-01T00:00:00Z"),
        ("aws:SecureTransport", "true"),
    ]);
    for (action, allowed) in [
        ("s3:GetObject", true),
        ("s3:PutObject", false),
        ("ec2:RunInstances", false),
    ] {
        let request = Request {
            caller: &caller,
            action,
            target: &target,
            endpoint: None,
            context: &context,
            mode: Mode::Strict,
        };
        let region = Region::new(GLOBAL);
        let answer = decide(&request);
        let change = region.change();
        assert_eq!(answer.decision == Decision::Allowed, allowed);
        assert_eq!(
            change.allocations + change.reallocations,
            0,
            "{action}: {change:?}"
        );
    }
}
