//! What an audit judges by: the rules that ship with the binary, those of `--rules`, and what `bartizan.toml` changes.

use std::path::PathBuf;

use bartizan_finding::Waivers;
use bartizan_iam::paths::Technique;
use bartizan_rules::{RuleFault, RuleSet, Source, load_dir};

use crate::args::RuleArgs;
use crate::config::Config;
use crate::details::{count, drawn};
use crate::fault::Fault;

/// Rules as the user wants them, and the failures that were accepted.
pub(crate) struct Judges {
    pub(crate) rules: RuleSet,
    pub(crate) waivers: Waivers,
}

/// Loads rules and settings.
pub(crate) fn load(args: &RuleArgs) -> Result<Judges, Fault> {
    let config = Config::load(&args.config)?;
    let rules = compile(&args.rules, !args.no_builtin_rules)?;
    let mut rules = rules.knowing(techniques()?);
    let Some(config) = config else {
        let waivers = Waivers::none();
        return Ok(Judges { rules, waivers });
    };
    // A file that is about the rules that ship is no mistake where these are left out for once.
    let idle = || {
        args.no_builtin_rules
            .then(|| compile(&[], true))
            .transpose()
    };
    let waivers = config.apply(&mut rules, idle)?;
    Ok(Judges { rules, waivers })
}

/// Compiles rules, without any settings.
pub(crate) fn compile(folders: &[PathBuf], builtin: bool) -> Result<RuleSet, Fault> {
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

/// The ways to more permissions that ship.
pub(crate) fn techniques() -> Result<Vec<Technique>, Fault> {
    Technique::read_all(bartizan_policies::escalation()).map_err(Fault::unusable)
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
    let files: std::collections::BTreeSet<_> = faults.iter().map(RuleFault::path).collect();
    let (mistakes, files) = (
        count(faults.len(), "mistake"),
        count(files.len(), "rule file"),
    );
    Fault::unusable(format_args!("{mistakes} in {files}; nothing was judged"))
        .details(drawn(faults))
}
