//! `bartizan explain`: one rule: what, why it matters, how to fix it, its examples.

use std::io::{self, Write};

use bartizan_report::plain;
use bartizan_rules::{Declared, Frameworks, Rule, RuleSet, cases};

use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{frameworks, output, ruleset};

/// Explains a rule.
pub(crate) fn run(args: &ExplainArgs) -> Result<Exit, Fault> {
    let rules = ruleset::load(&args.which)?.rules;
    let mut off = rules.switched_off().iter();
    let off = off.find(|rule| rule.id == args.rule);
    let rule = rules
        .get(&args.rule)
        .or(off)
        .ok_or_else(|| no_such_rule(&rules, &args.rule))?;
    let frameworks = frameworks::builtin()?;
    let declared = rules.declared(&args.rule).cloned().unwrap_or_default();
    output::print(|out| {
        heading(rule, &declared, off.is_some(), out)?;
        explain(rule, &frameworks, out)
    })?;
    Ok(Exit::Clean)
}

fn no_such_rule(rules: &RuleSet, id: &str) -> Fault {
    let hint = match rules.nearest(id) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`bartizan rules` lists them".to_owned(),
    };
    Fault::unusable(format_args!("there is no rule `{id}`")).hint(hint)
}

/// What a reader needs at a glance; what settings changed, with what it was.
fn heading(rule: &Rule, declared: &Declared, off: bool, out: &mut dyn Write) -> io::Result<()> {
    let metadata = &rule.metadata;
    writeln!(out, "{}", plain(&rule.id))?;
    writeln!(out, "{}\n", plain(metadata.title.trim()))?;
    let severity = metadata.custom.severity.name();
    let by_default = match declared.severity {
        Some(severity) => format!(" (default: {})", severity.name()),
        None => String::new(),
    };
    writeln!(out, "  severity  {severity}{by_default}")?;
    if off {
        writeln!(out, "  enabled   false (switched off by your settings)")?;
    }
    writeln!(out, "  judges    {}", plain(rule.kind()))?;
    writeln!(out, "  reads     {}", plain(&rule.depends_on().join(", ")))?;
    for (name, value) in &metadata.custom.params {
        let value = match declared.params.get(name) {
            Some(default) => format!("{value} (default: {default})"),
            None => value.to_string(),
        };
        writeln!(out, "  param     {} = {}", plain(name), plain(&value))?;
    }
    Ok(())
}

fn explain(rule: &Rule, frameworks: &Frameworks, out: &mut dyn Write) -> io::Result<()> {
    let metadata = &rule.metadata;
    section("Why it matters", &metadata.description, out)?;
    section("How to fix it", &metadata.custom.remediation, out)?;
    examples(rule, out)?;
    asked_for(rule, frameworks, out)?;
    if !metadata.related_resources.is_empty() {
        writeln!(out, "\nRead more\n")?;
        for url in &metadata.related_resources {
            writeln!(out, "  {}", plain(url))?;
        }
    }
    Ok(())
}

/// Prose under a heading. Its own line breaks stay: steps to follow stand one on a line.
fn section(title: &str, prose: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{title}\n")?;
    let width = output::width().min(100);
    for line in prose.trim().lines() {
        // Commands and URLs are there to copy: they are longer than the line rather than broken.
        let options = textwrap::Options::new(width)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent("  ")
            .subsequent_indent("  ");
        for line in textwrap::wrap(&plain(line), options) {
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

/// The requirements of standards that ask for it, a framework a line.
fn asked_for(rule: &Rule, frameworks: &Frameworks, out: &mut dyn Write) -> io::Result<()> {
    let asking: Vec<_> = frameworks
        .list()
        .iter()
        .map(|it| {
            let ids = it.asking_for(&rule.id).map(|it| it.id.as_str());
            (it.id.as_str(), ids.collect::<Vec<_>>().join(", "))
        })
        .filter(|(_, ids)| !ids.is_empty())
        .collect();
    if asking.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nAsked for by\n")?;
    let widest = asking.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    let indent = " ".repeat(widest + 4);
    for (id, requirements) in asking {
        let first = format!("  {id:<widest$}  ");
        let options = textwrap::Options::new(output::width().min(100))
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(&first)
            .subsequent_indent(&indent);
        for line in textwrap::wrap(&plain(&requirements), options) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn examples(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let cases = cases::read(rule).unwrap_or_default();
    if cases.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nExamples\n")?;
    for case in &cases {
        writeln!(out, "  {:<7}  {}", case.expect.name(), plain(&case.name))?;
    }
    Ok(())
}
