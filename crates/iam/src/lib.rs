//! The AWS policy language, with no cloud and no I/O.
//!
//! Start at [`PolicyDocument`]: what a policy says, with every element that AWS
//! accepts as a value or a list made a list, so that nothing downstream has to
//! know that `"Action": "s3:*"` and `"Action": ["s3:*"]` are the same.

mod document;

pub use document::{Effect, InvalidPolicy, PolicyDocument, Principals, Statement};
