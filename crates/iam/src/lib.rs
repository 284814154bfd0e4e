//! The AWS policy language, with no cloud and no I/O.
//!
//! Start at [`PolicyDocument`]: what a policy says, with every element that AWS
//! accepts as a value or a list made a list, so that nothing downstream has to
//! know that `"Action": "s3:*"` and `"Action": ["s3:*"]` are the same.

mod document;
mod grammar;
mod json;
pub mod parse;
mod print;
mod problem;

pub use document::{Effect, InvalidPolicy, PolicyDocument, Principals, Statement};
pub use json::Span;
pub use parse::{Kind, Parsed, parse};
pub use problem::{Code, Problem, Severity};
