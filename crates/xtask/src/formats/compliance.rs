//! The formats of `bartizan report compliance`: of a harmless report and of a hostile one, held against standards that
//! ship and one whose own words mean ill.

use std::path::Path;
use std::process::Command;

use super::{bartizan, done};
use crate::paths;

/// The formats, as `--format` knows them; the script looks for them under these endings.
const FORMATS: &[&str] = &["json", "csv", "xlsx", "html", "md", "text"];

/// The standards: the shortest, the longest, and one with sections in sections.
const FRAMEWORKS: &[&str] = &["gdpr-32", "nist-800-53-r5", "cis-aws-7.0"];

/// The standard that the script writes.
const OWN: &str = "own";

/// Writes the tables of `demo.json` and `hostile.json` in a folder, and has them read.
///
/// # Errors
/// When one cannot be written, or a reader finds a mistake.
pub(super) fn check(program: &Path, python: &Path, folder: &Path) -> anyhow::Result<()> {
    let script = paths::root().join("crates/xtask/formats/compliance.py");
    let own = format!("{OWN}.yaml");
    let mut command = Command::new(python);
    command
        .arg(&script)
        .arg("--framework")
        .arg(folder.join(&own));
    done(command, &[0], None)?;
    done(
        bartizan(program, &["schema", "compliance"]),
        &[0],
        Some(&folder.join("compliance.schema.json")),
    )?;
    for report in ["demo", "hostile"] {
        for framework in FRAMEWORKS {
            tables(program, folder, report, framework, framework)?;
        }
        tables(program, folder, report, OWN, &own)?;
    }
    let mut command = Command::new(python);
    command.arg(&script).arg(folder);
    done(command, &[0], None)
}

/// One standard in every format; `file` is what `--framework` takes.
fn tables(
    program: &Path,
    folder: &Path,
    report: &str,
    name: &str,
    file: &str,
) -> anyhow::Result<()> {
    for format in FORMATS {
        let mut command = bartizan(program, &["report", "compliance", "--quiet"]);
        command
            .current_dir(folder)
            .arg(format!("{report}.json"))
            .args(["--framework", file, "--format", format])
            .args(["--output", &format!("{report}.{name}.{format}")]);
        // Something is not met, which is what 1 says, or only in part seen, 3.
        done(command, &[0, 1, 3], None)?;
    }
    Ok(())
}
