//! Child processes in groups of their own, so that they end with all of their children.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::interrupt;

/// How often a waiting loop looks again.
const PACE: Duration = Duration::from_millis(50);

/// How long a process may take to end when asked; LocalStack does not always.
pub(crate) const GRACE: Duration = Duration::from_secs(6);

/// Starts a process in the background, its output going to a file.
///
/// # Errors
/// When the log cannot be written or the program not be started.
pub(crate) fn spawn_logged(command: &mut Command, log: &Path) -> anyhow::Result<Child> {
    let out = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out)
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))
}

/// Runs a process to its end; when somebody interrupts, ends it and fails.
///
/// # Errors
/// When it cannot be started or somebody interrupts.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<ExitStatus> {
    run_fed(command, Stdio::null())
}

/// As [`run`], with something to read.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_fed(
    command: &mut Command,
    input: impl Into<Stdio>,
) -> anyhow::Result<ExitStatus> {
    let mut child = command
        .stdin(input)
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    wait(&mut child)
}

/// Waits for a process to end; when somebody interrupts, ends it and fails.
///
/// # Errors
/// When somebody interrupts.
pub(crate) fn wait(child: &mut Child) -> anyhow::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if let Err(asked) = interrupt::check() {
            end(child);
            return Err(asked);
        }
        sleep(PACE);
    }
}

/// Ends a child and its group: asks, waits, then insists.
pub(crate) fn end(child: &mut Child) {
    end_group(child.id(), GRACE, || matches!(child.try_wait(), Ok(None)));
    // Insisting leaves a zombie until somebody asks how it ended.
    let _ = child.wait();
}

/// Ends a process group: asks, waits until `running` says no or the grace is over, then insists.
pub(crate) fn end_group(leader: u32, grace: Duration, mut running: impl FnMut() -> bool) {
    let Some(group) = i32::try_from(leader).ok().filter(|&id| id > 1) else {
        return;
    };
    // Failing to signal means that nobody is left in the group, which is the aim.
    let _ = killpg(Pid::from_raw(group), Signal::SIGTERM);
    let asked = Instant::now();
    while running() && asked.elapsed() < grace {
        sleep(PACE);
    }
    // Also when the leader is gone: it may have left children behind.
    let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
}

/// The command line of a process; empty when there is none of that number, or only a zombie.
pub(crate) fn command_line(id: u32) -> String {
    if Path::new("/proc/self").exists() {
        let raw = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        return String::from_utf8_lossy(&raw).replace('\0', " ");
    }
    let said = Command::new("ps")
        .args(["-o", "args=", "-p", &id.to_string()])
        .output();
    said.map(|it| String::from_utf8_lossy(&it.stdout).into_owned())
        .unwrap_or_default()
}

/// Runs a process to its end and returns its standard output; its standard error is shown as it comes.
///
/// # Errors
/// When it cannot be started, fails, or somebody interrupts.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().display().to_string();
    // A file: a pipe could fill up while we wait.
    let mut out = tempfile::tempfile().context("cannot write a temporary file")?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let status = wait(&mut child)?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    out.rewind()?;
    let mut said = String::new();
    out.read_to_string(&mut said)?;
    Ok(said)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Starts a shell script in a group of its own and waits until it said that it is ready.
    fn script(text: &str) -> (Child, String) {
        let mut child = Command::new("sh")
            .args(["-c", text])
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut said = [0; 16];
        let length = child.stdout.as_mut().unwrap().read(&mut said).unwrap();
        let said = String::from_utf8_lossy(said.get(..length).unwrap())
            .trim()
            .to_owned();
        (child, said)
    }

    #[test]
    fn what_ignores_a_polite_request_is_ended_all_the_same() {
        let (mut child, _) = script("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        let began = Instant::now();
        let grace = Duration::from_millis(300);
        end_group(child.id(), grace, || matches!(child.try_wait(), Ok(None)));
        let status = child.wait().unwrap();
        assert!(!status.success());
        assert!(began.elapsed() >= grace);
    }

    #[test]
    fn a_group_ends_with_the_children_that_its_leader_left_behind() {
        let (mut child, orphan) = script("sleep 60 >/dev/null & echo $!; exit 0");
        let orphan: u32 = orphan.parse().unwrap();
        let sleeps = || command_line(orphan).starts_with("sleep");
        // Between fork and exec it still goes by its parent's name, or by none.
        assert!(soon(sleeps));
        end_group(child.id(), Duration::from_millis(300), || {
            matches!(child.try_wait(), Ok(None))
        });
        assert!(soon(|| !sleeps()));
    }

    /// Whether something becomes true within a few seconds.
    fn soon(is: impl Fn() -> bool) -> bool {
        let began = Instant::now();
        while !is() && began.elapsed() < Duration::from_secs(5) {
            sleep(PACE);
        }
        is()
    }

    #[test]
    fn much_that_is_said_is_heard_whole() {
        let said = output(Command::new("head").args(["-c", "300000", "/dev/zero"])).unwrap();
        assert_eq!(said.len(), 300_000);
    }

    #[test]
    fn a_failing_program_is_an_error_that_names_it() {
        let problem = output(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(problem.to_string(), "sh failed (exit status: 3)");
    }
}
