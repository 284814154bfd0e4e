//! `bartizan init`: a `bartizan.toml` to begin with.

mod template;

use std::path::Path;

use crate::args::InitArgs;
use crate::config::{NAME, today};
use crate::exit::Exit;
use crate::fault::{Fault, say};
use crate::{interrupt, output, ruleset};

/// Writes the file, in the working folder. Everything in it is a comment until somebody changes it.
pub(crate) fn run(args: &InitArgs, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    let path = Path::new(NAME);
    // Not `exists`, which follows links: a link that leads nowhere is there, too.
    if !args.force && path.symlink_metadata().is_ok() {
        return Err(Fault::unusable(format_args!("there is a `{NAME}` already"))
            .hint("--force replaces it"));
    }
    output::check_writable(path)?;
    let rules = ruleset::compile(&[], true)?;
    let text = template::settings(&rules, today())?;
    output::save(path, |out| out.write_all(text.as_bytes()))?;
    if !quiet {
        say(&format!(
            "wrote `{NAME}`; nothing in it holds until you remove a `#`"
        ));
    }
    Ok(Exit::Clean)
}
