//! Decisions against what AWS documents, and against what others think of it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "decisions/answers.rs"]
mod answers;
#[path = "decisions/differential.rs"]
mod differential;
#[path = "decisions/flow.rs"]
mod flow;
#[path = "decisions/make.rs"]
mod make;
#[path = "decisions/parts.rs"]
mod parts;
#[path = "decisions/properties.rs"]
mod properties;
#[path = "decisions/rules.rs"]
mod rules;
#[path = "decisions/semantics.rs"]
mod semantics;
#[path = "decisions/suites.rs"]
mod suites;
