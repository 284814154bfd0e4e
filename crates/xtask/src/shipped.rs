//! The rules that ship with the program.

use anyhow::anyhow;
use bartizan_iam::paths::Technique;
use bartizan_rules::{Frameworks, RuleSet, Source};

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
    let rules = RuleSet::compile(sources.collect()).map_err(|faults| {
        anyhow!(
            "the shipped rules have {} faults; run `bartizan rules test policies/aws`",
            faults.len()
        )
    })?;
    Ok(rules.knowing(Technique::read_all(bartizan_policies::escalation())?))
}

/// The frameworks that ship with the program.
///
/// # Errors
/// When one has a mistake, such as naming a rule that is not among `rules`.
pub(crate) fn frameworks(rules: &RuleSet) -> anyhow::Result<Frameworks> {
    let ids: Vec<&str> = rules.rules().iter().map(|rule| rule.id.as_str()).collect();
    Frameworks::read(bartizan_policies::frameworks(), Some(&ids)).map_err(|faults| {
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow!("{}", all.join("\n"))
    })
}
