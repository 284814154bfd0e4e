//! Comparing policies: against decisions about random requests, and over policies that others wrote.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

#[path = "prove/corpus.rs"]
mod corpus;
#[path = "prove/managed_page.rs"]
mod managed_page;
#[path = "language/managed_policies.rs"]
mod managed_policies;
#[path = "prove/properties.rs"]
mod properties;
#[path = "prove/public.rs"]
mod public;
#[path = "language/shared.rs"]
mod shared;
