//! `bartizan completions` and `bartizan man`: what belongs to the shell around us.

use clap::CommandFactory;

use crate::args::Cli;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Prints completions.
pub(crate) fn completions(shell: clap_complete::Shell) -> Result<Exit, Fault> {
    // Into memory first: clap_complete panics when its output fails, as a closed pipe does.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "bartizan", &mut script);
    output::print(|out| out.write_all(&script))?;
    Ok(Exit::Clean)
}

/// Prints the manual page, of all subcommands one after the other.
pub(crate) fn man() -> Result<Exit, Fault> {
    let mut command = Cli::command();
    command.build();
    output::print(|out| page(&command, out))?;
    Ok(Exit::Clean)
}

fn page(command: &clap::Command, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(out)?;
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        page(sub, out)?;
    }
    Ok(())
}
