//! `cargo xtask emulators start|stop|status`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Subcommand;

use crate::emulator::{EMULATORS, Emulator};
use crate::{paths, process};

/// What to do with them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

/// One action.
#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// Install them at most once, start those that do not answer yet, and seed these
    Start,
    /// Stop those that were started here
    Stop,
    /// Say which answer, and where
    Status,
}

/// Runs one action.
///
/// # Errors
/// When an emulator cannot be installed, started, seeded or stopped.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    match args.action {
        Action::Start => {
            // Those that started are meant to outlive this program.
            start(EMULATORS)?.keep();
            status();
        }
        Action::Stop => stop()?,
        Action::Status => status(),
    }
    Ok(())
}

/// Emulators that this run started; dropping it stops them.
#[derive(Debug, Default)]
pub(crate) struct Started(Vec<&'static Emulator>);

impl Started {
    /// Lets them run on.
    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // All at once, so that the patience with one that does not want to end is paid once.
        thread::scope(|scope| {
            for emulator in self.0.drain(..) {
                scope.spawn(move || match emulator.stop() {
                    Ok(_) => eprintln!("{}: stopped", emulator.name),
                    Err(problem) => eprintln!("{}: not stopped: {problem:#}", emulator.name),
                });
            }
        });
    }
}

/// Starts and seeds those that do not answer yet; on failure stops again what it started.
///
/// # Errors
/// When one cannot be installed, started or seeded, or somebody interrupts.
pub(crate) fn start(wanted: &'static [Emulator]) -> anyhow::Result<Started> {
    let (running, missing): (Vec<_>, Vec<_>) = wanted.iter().partition(|it| it.answers());
    for emulator in running {
        eprintln!(
            "{}: answers already at {}, taken as it is",
            emulator.name,
            emulator.url()
        );
    }
    let mut started = Started::default();
    if missing.is_empty() {
        return Ok(started);
    }

    let began = Instant::now();
    let pythons = install(&missing)?;
    let mut children = Vec::new();
    for emulator in missing {
        let python = pythons
            .get(emulator.name)
            .context("the installer did not name an interpreter")?;
        let child = emulator.start(python)?;
        started.0.push(emulator);
        children.push((emulator, child));
    }
    for (emulator, child) in &mut children {
        emulator.wait(child)?;
        eprintln!(
            "{}: ready at {} after {:.1} s",
            emulator.name,
            emulator.url(),
            began.elapsed().as_secs_f64()
        );
    }
    seed(&started, &pythons)?;
    eprintln!(
        "emulators: started and seeded after {:.1} s",
        began.elapsed().as_secs_f64()
    );
    Ok(started)
}

/// Seeds what was started, all at once; boto3 comes with moto.
fn seed(started: &Started, pythons: &BTreeMap<String, PathBuf>) -> anyhow::Result<()> {
    let python = match pythons.get("moto") {
        Some(python) => python.clone(),
        None => install(
            &EMULATORS
                .iter()
                .filter(|it| it.name == "moto")
                .collect::<Vec<_>>(),
        )?
        .remove("moto")
        .context("the installer did not name an interpreter")?,
    };
    let results: Vec<anyhow::Result<()>> = thread::scope(|scope| {
        let seeds: Vec<_> = started
            .0
            .iter()
            .filter(|it| it.seeded)
            .map(|it| scope.spawn(|| it.seed(&python)))
            .collect();
        seeds
            .into_iter()
            .map(|it| it.join().unwrap_or_else(|_| bail!("the seed broke off")))
            .collect()
    });
    results.into_iter().collect()
}

/// Installs emulators at most once; returns each one's interpreter.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn install(wanted: &[&Emulator]) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    pythons(wanted.iter().map(|it| it.name))
}

/// Installs what `localstack/install.py` knows by these names; returns each one's interpreter.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn pythons<'n>(
    names: impl IntoIterator<Item = &'n str>,
) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let mut command = Command::new("python3");
    command
        .arg(paths::localstack().join("install.py"))
        .args(names);
    let said =
        process::output(&mut command).context("python3 is needed to install the emulators")?;
    Ok(said
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, python)| (name.to_owned(), PathBuf::from(python)))
        .collect())
}

fn stop() -> anyhow::Result<()> {
    for emulator in EMULATORS {
        let stopped = emulator.stop()?;
        println!(
            "{:<10} {}",
            emulator.name,
            if stopped {
                "stopped"
            } else {
                "was not started here"
            }
        );
    }
    Ok(())
}

fn status() {
    for emulator in EMULATORS {
        let state = match (emulator.answers(), emulator.process()) {
            (true, Some(id)) => format!("ready, process {id}"),
            (true, None) => "ready, not started here".to_owned(),
            (false, Some(id)) => format!("does not answer, process {id}"),
            (false, None) => "not running".to_owned(),
        };
        println!("{:<10} {:<22} {state}", emulator.name, emulator.url());
    }
}
