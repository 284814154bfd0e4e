//! The rules crate from outside: shipped rules, mistakes in rules, judging, limits.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod shipped;

use bartizan_rules::{RuleSet, Source};

/// The rules that ship with Bartizan.
fn shipped_sources() -> Vec<Source> {
    bartizan_policies::rules()
        .map(|(path, text)| Source {
            path: path.to_owned(),
            text: text.to_owned(),
            cases: bartizan_policies::cases_of(path)
                .map(|(path, text)| (path.to_owned(), text.to_owned())),
        })
        .collect()
}

fn compiled(sources: Vec<Source>) -> RuleSet {
    RuleSet::compile(sources).unwrap_or_else(|faults| {
        let all: Vec<String> = faults.into_iter().map(rendered).collect();
        panic!("{}", all.join("\n"))
    })
}

/// A fault as a person sees it, without colours.
fn rendered(fault: bartizan_rules::RuleFault) -> String {
    let mut text = String::new();
    let theme = miette::GraphicalTheme::unicode_nocolor();
    miette::GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .render_report(&mut text, &fault)
        .unwrap();
    text
}
