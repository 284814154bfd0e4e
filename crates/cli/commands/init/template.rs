//! The `bartizan.toml` that `bartizan init` writes.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use bartizan_rules::{Rule, RuleSet};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use crate::fault::Fault;

const HEAD: &str = "\
# Settings of bartizan, for `audit`, `check`, `rules` and `explain` in this folder and in those below it.
# A line with a `#` and no space after it is a setting with its default: remove the `#` to change it.
# What each rule is about: `bartizan explain RULE`. More: docs/configuration.md
";

const PARAMS: &str = "
# ── Parameters, for every rule that has one of this name

#[params]
";

const RULES: &str = "
# ── Rules: another severity (critical, high, medium or low), or none at all

";

const OF_RULES: &str = "
# ── Rules that have parameters; what is set here wins over [params]
";

const WAIVERS: &str = "
# ── Waivers: failures that somebody accepted, each with a reason and a last day.
#    `rule` and `resource` may hold `*` for any text; `resource` is an ARN or a name. `account` may be left out.
#    From the day after `until` the finding fails again.

#[[waivers]]
";

/// The file's text, with every parameter of these rules.
pub(crate) fn settings(rules: &RuleSet, today: Date) -> Result<String, Fault> {
    let mut out = String::new();
    write(rules, today, &mut out)
        .map_err(|_| Fault::unusable("the settings cannot be written as TOML"))?;
    Ok(out)
}

fn write(rules: &RuleSet, today: Date, out: &mut String) -> fmt::Result {
    let rules = rules.rules();
    let repository = env!("CARGO_PKG_REPOSITORY");
    writeln!(
        out,
        "#:schema {repository}/raw/main/docs/reference/config.schema.json"
    )?;
    write!(out, "{HEAD}{PARAMS}")?;
    for (name, default) in shared(rules) {
        writeln!(out, "#{}", assigned(name, default)?)?;
    }
    out.push_str(RULES);
    if let Some(rule) = rules.first() {
        let severity = rule.metadata.custom.severity.name();
        writeln!(out, "# {}", rule.metadata.title.trim())?;
        writeln!(
            out,
            "#[rules.{}]\n#severity = \"{severity}\"\n#enabled = true",
            rule.id
        )?;
    }
    out.push_str(OF_RULES);
    for rule in rules {
        of_rule(rule, out)?;
    }
    out.push_str(WAIVERS);
    waiver(rules, today, out)
}

/// The parameters that several rules have with the same default.
fn shared(rules: &[Rule]) -> impl Iterator<Item = (&str, &Value)> {
    let mut all: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for rule in rules {
        for (name, default) in &rule.metadata.custom.params {
            all.entry(name).or_default().push(default);
        }
    }
    all.into_iter()
        .filter(|(_, defaults)| {
            defaults.len() > 1 && defaults.windows(2).all(|two| two.first() == two.last())
        })
        .filter_map(|(name, defaults)| Some((name, *defaults.first()?)))
}

fn of_rule(rule: &Rule, out: &mut String) -> fmt::Result {
    let params = &rule.metadata.custom.params;
    if params.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n# {}", rule.metadata.title.trim())?;
    writeln!(out, "#[rules.{}.params]", rule.id)?;
    for (name, default) in params {
        if default.is_null() {
            writeln!(out, "# {name} is not set by default")?;
        } else {
            writeln!(out, "#{}", assigned(name, default)?)?;
        }
    }
    Ok(())
}

fn assigned(name: &str, default: &Value) -> Result<String, fmt::Error> {
    let value = toml::Value::try_from(default).map_err(|_| fmt::Error)?;
    Ok(format!("{name} = {value}"))
}

fn waiver(rules: &[Rule], today: Date, out: &mut String) -> fmt::Result {
    const EXAMPLE: &str = "aws-s3-bucket-open-by-acl";
    let rule = rules.iter().find(|rule| rule.id == EXAMPLE);
    let rule = rule
        .or(rules.first())
        .map_or(EXAMPLE, |rule| rule.id.as_str());
    // Long enough to decide about a thing, and not to forget it.
    let until = today.saturating_add(90.days());
    writeln!(out, "#rule = \"{rule}\"")?;
    writeln!(out, "#resource = \"arn:aws:s3:::public-site-*\"")?;
    writeln!(out, "#account = \"111122223333\"")?;
    writeln!(out, "#reason = \"a static site, reviewed by J. Doe\"")?;
    writeln!(out, "#until = {until}")
}
