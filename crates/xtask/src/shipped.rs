//! The rules that ship with the program.

use anyhow::anyhow;
use bartizan_rules::{RuleSet, Source};

/// Compiles them.
///
/// # Errors
/// When one has a mistake.
pub(crate) fn rules() -> anyhow::Result<RuleSet> {
    let sources = bartizan_policies::rules().map(|(path, text)| Source {
        path: path.to_owned(),
        text: text.to_owned(),
        cases: bartizan_policies::cases_of(path)
            .map(|(path, text)| (path.to_owned(), text.to_owned())),
    });
    RuleSet::compile(sources.collect()).map_err(|faults| {
        anyhow!(
            "the shipped rules have {} faults; run `bartizan rules test policies/aws`",
            faults.len()
        )
    })
}
