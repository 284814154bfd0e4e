//! The rules crate from outside: shipped rules, mistakes in rules, judging, limits.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod coverage;
mod escalation;
mod examples;
mod faults;
mod frameworks;
mod judging;
mod limits;
mod load;
mod neighbours;
mod optional;
mod quality;
mod remembered;
mod same_fact;
mod services;
mod settings;
mod shipped;
mod support;
mod undefined;
mod unknowns;
mod waivers;

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

/// The same, compiled once for all the tests that go through all of them.
fn shipped() -> &'static RuleSet {
    static SHIPPED: std::sync::LazyLock<RuleSet> =
        std::sync::LazyLock::new(|| compiled(shipped_sources()));
    &SHIPPED
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

/// A rule without mistakes, to make mistakes in.
const GOOD: &str = r#"# METADATA
# title: Console password without MFA
# description: Why it matters.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/
# custom:
#   severity: high
#   resource: aws.iam.user
#   reads: [console_password, mfa_devices]
#   remediation: Enrol a device.
package rules.aws.iam.example

violation contains {"message": "no device"} if {
	input.resource.console_password == true
	count(input.resource.mfa_devices) == 0
}
"#;

/// A rule of a type, with this body under `violation contains`.
fn rule_of(kind: &str, metadata: &str, rego: &str) -> Source {
    let text = format!(
        "# METADATA\n# title: T\n# description: D\n# custom:\n#   severity: low\n#   resource: {kind}\n\
         #   remediation: R\n{metadata}package rules.test.example\n\n{rego}\n"
    );
    source("example.rego", &text)
}

fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
        cases: None,
    }
}
