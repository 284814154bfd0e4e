//! Text that a stranger chose, made safe to look at; tickets need it too, so it stands beside findings.

pub use bartizan_finding::{plain, shorten};

pub(crate) use bartizan_finding::deceives;
