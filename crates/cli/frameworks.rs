//! The standards that ship with the binary, and files of the user's own.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use bartizan_finding::Framework;
use bartizan_rules::{FrameworkFault, Frameworks, read_framework};

use crate::args::RuleArgs;
use crate::details::count;
use crate::fault::Fault;
use crate::ruleset;

/// The largest file that is read, in bytes; the largest that ships has a tenth of it.
const LARGEST: u64 = 4 << 20;

/// How many mistakes of a file are told.
const TOLD: usize = 20;

/// Every framework that ships.
pub(crate) fn builtin() -> Result<Frameworks, Fault> {
    // That they name rules that exist is tested; here these may have been left out on purpose.
    Frameworks::read(bartizan_policies::frameworks(), None).map_err(|faults| refuse(&faults))
}

/// The framework with an id; when it names a `.yaml` file, the one in it.
pub(crate) fn pick(name: &str, rules: &RuleArgs) -> Result<Framework, Fault> {
    if Path::new(name).extension().is_some_and(|it| it == "yaml") {
        return own(Path::new(name), rules);
    }
    let builtin = builtin()?;
    builtin.get(name).cloned().ok_or_else(|| {
        let hint = match builtin.nearest(name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`bartizan frameworks` lists them".to_owned(),
        };
        Fault::unusable(format_args!("there is no framework `{name}`")).hint(hint)
    })
}

fn own(path: &Path, rules: &RuleArgs) -> Result<Framework, Fault> {
    let fault = |fault: std::io::Error| {
        Fault::unusable(format_args!("cannot read `{}`: {fault}", path.display()))
            .hint("check the path and its permissions")
    };
    let mut text = String::new();
    let file = fs::File::open(path).map_err(fault)?;
    let read = file.take(LARGEST + 1).read_to_string(&mut text);
    if read.map_err(fault)? as u64 > LARGEST {
        let message = format!("`{}` is larger than any framework", path.display());
        return Err(Fault::unusable(message).hint("give a framework of your own in YAML"));
    }
    let rules = ruleset::compile(&rules.rules, !rules.no_builtin_rules)?;
    let ids: Vec<&str> = rules.rules().iter().map(|rule| rule.id.as_str()).collect();
    let path = path.display().to_string();
    read_framework(&path, &text, Some(&ids)).map_err(|faults| refuse(&faults))
}

fn refuse(faults: &[FrameworkFault]) -> Fault {
    let mut lines = Vec::new();
    for fault in faults.iter().take(TOLD) {
        lines.push(fault.to_string());
        lines.extend(fault.hint().map(|hint| format!("  hint: {hint}")));
    }
    let more = faults.len().saturating_sub(TOLD);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    let mistakes = count(faults.len(), "mistake");
    Fault::unusable(format_args!("{mistakes} in the framework")).details(lines.join("\n"))
}
