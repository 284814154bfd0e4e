//! The AWS policy language, with no cloud and no I/O.
//!
//! [`PolicyDocument`] is what a policy says, with every element that AWS accepts as a value or a list
//! made a list, so that nothing downstream has to know that `"Action": "s3:*"` and `"Action": ["s3:*"]` are the
//! same. [`parse()`] reads one with the place of every element and says what AWS refuses.
//!
//! [`decide`] answers whether a [`Caller`] may do something to a [`Target`], by every policy that has a say, each
//! [`Compiled`] once:
//!
//! ```
//! use std::sync::Arc;
//! use bartizan_iam::{
//!     Attached, Caller, Compiled, Context, Decision, Mode, PolicyDocument, Principal, Request, Target, decide,
//! };
//!
//! let document = PolicyDocument::parse(
//!     r#"{"Version": "2012-10-17", "Statement": {
//!         "Sid": "FromTheOffice", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*",
//!         "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}}"#,
//! )?;
//! let mut ana = Caller::new(Principal::parse("arn:aws:iam::111122223333:user/ana")?);
//! ana.identity.push(Attached::new("reader", Arc::new(Compiled::new(&document))));
//! let object = Target::new("arn:aws:s3:::reports/2026/q3.pdf");
//! let nothing = Context::new();
//! let office = Context::from_iter([("aws:SourceIp", "203.0.113.7")]);
//! let mut request = Request {
//!     caller: &ana,
//!     action: "s3:GetObject",
//!     target: &object,
//!     endpoint: None,
//!     context: &office,
//!     mode: Mode::Strict,
//! };
//! let answer = decide(&request);
//! assert_eq!(answer.decision, Decision::Allowed);
//! assert_eq!(answer.because[0].sid(), Some("FromTheOffice"));
//!
//! // Where the address is not known, the answer says what it depends on.
//! (request.context, request.mode) = (&nothing, Mode::Discovery);
//! let Decision::Conditional { residual } = decide(&request).decision else { panic!() };
//! assert_eq!(residual.to_string(), "aws:SourceIp IpAddress `203.0.113.0/24`");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`compare`] proves that policies allow nothing that others do not, or finds a request; [`check_not_granted`]
//! does so for given actions and resources.

mod arn;
mod compile;
mod condition;
mod context;
mod decide;
pub mod dictionary;
mod document;
mod glob;
mod grammar;
mod json;
mod lint;
mod outside;
pub mod parse;
pub mod paths;
mod patterns;
mod powers;
mod principal;
mod print;
mod problem;
mod prove;
mod public;
mod reach;
mod residual;
pub mod rows;
pub mod shrink;
mod span;
mod template;

pub use arn::Arn;
pub use compile::Compiled;
pub use condition::Conditions;
pub use context::Context;
pub use decide::{
    Answer, Attached, Because, Caller, Decision, Grant, Lacking, Layer, Mode, Note, RCP_SERVICES,
    RcpService, Request, Source, Switch, Target, decide,
};
pub use dictionary::Dictionary;
pub use document::{Effect, InvalidPolicy, PolicyDocument, Principals, Statement};
pub use glob::glob_matches;
pub use lint::{lint, lint_reading};
pub use outside::{Access, Home, TooLarge, Who, outside_access};
pub use parse::{Kind, Parsed, parse};
pub use powers::{Granted, Power, makes_administrator, policy_powers};
pub use principal::{InvalidPrincipal, Principal, PrincipalKind};
pub use problem::{Code, Problem, Severity};
pub use prove::{
    Applies, Disagreement, Exposure, Opening, Outsider, Own, Verdict, Witness, Zone,
    check_not_granted, compare, outside,
};
pub use reach::{Asking, Bits, Known, NamedPrincipals, Reach, Reached, Somewhere};
pub use residual::{Atom, Residual, Unread, Wanted};
pub use span::Span;
