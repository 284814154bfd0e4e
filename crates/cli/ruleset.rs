//! The rules of an audit: those that ship with the binary, and those of `--rules`.

use std::path::PathBuf;

use bartizan_rules::{RuleFault, RuleSet, Source, load_dir};
use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::fault::Fault;

/// Every mistake is worth telling, but not a screen for each of a thousand.
const SHOWN: usize = 20;

/// Loads and compiles rules.
pub(crate) fn load(folders: &[PathBuf], builtin: bool) -> Result<RuleSet, Fault> {
    let mut sources = Vec::new();
    if builtin {
        sources.extend(shipped());
    } else if folders.is_empty() {
        return Err(
            Fault::unusable("there are no rules to judge by").hint("name a folder with --rules")
        );
    }
    for folder in folders {
        sources
            .extend(load_dir(folder).map_err(|fault| Fault::unusable(&fault).hint(fault.hint()))?);
    }
    RuleSet::compile(sources).map_err(|faults| refuse(&faults))
}

fn shipped() -> impl Iterator<Item = Source> {
    let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
    bartizan_policies::rules().map(move |(path, text)| Source {
        path: path.to_owned(),
        text: text.to_owned(),
        cases: bartizan_policies::cases_of(path).map(owned),
    })
}

fn refuse(faults: &[RuleFault]) -> Fault {
    // Without colour: the text that is pointed at may hold anything, and is made plain line by line.
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_links(false);
    let mut details = String::new();
    for fault in faults.iter().take(SHOWN) {
        // Writing to a string cannot fail; a fault that cannot be drawn is still named.
        if handler.render_report(&mut details, fault).is_err() {
            details.push_str(&format!("{}: {fault}\n", fault.path()));
        }
    }
    let more = faults.len().saturating_sub(SHOWN);
    if more > 0 {
        details.push_str(&format!("… and {more} more\n"));
    }
    let files: std::collections::BTreeSet<_> = faults.iter().map(RuleFault::path).collect();
    let (mistakes, files) = (
        count(faults.len(), "mistake"),
        count(files.len(), "rule file"),
    );
    Fault::unusable(format_args!("{mistakes} in {files}; nothing was judged")).details(details)
}

fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
