//! The product as a whole: the real binary against files and endpoints, and what a person sees.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod architecture;
mod arguments;
mod bad_input;
mod check;
mod fake;
mod hostile;
mod interrupt;
mod support;
