//! What the numbers were measured on.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use crate::paths;

/// Processor, cores, memory, kernel, compiler and commit with its day, in a sentence.
pub(crate) fn describe() -> String {
    let cores = available_parallelism().map_or(0, std::num::NonZero::get);
    let processor =
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .map_or_else(
            || "unknown".to_owned(),
            |kilobytes| format!("{:.0} GiB", kilobytes as f64 / 1024.0 / 1024.0),
        );
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{cores} cores of {processor}, {memory} of memory, {} {}, {}, commit {}",
        std::env::consts::OS,
        kernel.trim(),
        said("rustc", &["--version"]),
        said("git", &["show", "--no-patch", "--format=%h of %cs", "HEAD"]),
    )
}

/// The first value of a name in one of the kernel's `name : value` files.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said(program: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .current_dir(paths::root())
        .args(args)
        .output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
