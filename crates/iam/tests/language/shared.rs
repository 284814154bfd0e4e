//! Data that is not part of the project.

use std::path::PathBuf;

/// A file of the shared folder (`BARTIZAN_SHARED`); none, said loudly, when it is absent.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let shared = std::env::var("BARTIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let file = PathBuf::from(shared).join(name);
    if file.exists() {
        return Some(file);
    }
    #[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
    {
        eprintln!(
            "NOT TESTED: {} is absent (set BARTIZAN_SHARED)",
            file.display()
        );
    }
    None
}

/// The rows of a JSON Lines file of the oracle.
pub(crate) fn rows(name: &str) -> Vec<serde_json::Value> {
    let Some(file) = file(name) else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}
