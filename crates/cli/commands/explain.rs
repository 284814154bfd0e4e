//! `bartizan explain`: one rule: what, why it matters, how to fix it, its examples.

use std::io::{self, Write};

use bartizan_report::plain;
use bartizan_rules::{Rule, RuleSet, cases};

use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{output, ruleset};

/// Explains a rule.
pub(crate) fn run(args: &ExplainArgs) -> Result<Exit, Fault> {
    let rules = ruleset::load(&args.which.rules, !args.which.no_builtin_rules)?;
    let rule = rules
        .get(&args.rule)
        .ok_or_else(|| no_such_rule(&rules, &args.rule))?;
    output::print(|out| explain(rule, out))?;
    Ok(Exit::Clean)
}

fn no_such_rule(rules: &RuleSet, id: &str) -> Fault {
    let hint = match rules.nearest(id) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`bartizan rules` lists them".to_owned(),
    };
    Fault::unusable(format_args!("there is no rule `{id}`")).hint(hint)
}

fn explain(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let metadata = &rule.metadata;
    writeln!(out, "{}", plain(&rule.id))?;
    writeln!(out, "{}\n", plain(metadata.title.trim()))?;
    writeln!(out, "  severity  {}", metadata.custom.severity.name())?;
    writeln!(out, "  judges    {}", plain(rule.kind()))?;
    writeln!(out, "  reads     {}", plain(&rule.depends_on().join(", ")))?;
    for (name, value) in &metadata.custom.params {
        writeln!(
            out,
            "  param     {} = {}",
            plain(name),
            plain(&value.to_string())
        )?;
    }
    section("Why it matters", &metadata.description, out)?;
    section("How to fix it", &metadata.custom.remediation, out)?;
    examples(rule, out)?;
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
