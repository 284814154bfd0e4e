//! One emulator: what it is, and how it is started, found again and stopped.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::{interrupt, paths, process};

/// An emulator of AWS that the tests run against.
#[derive(Debug)]
pub(crate) struct Emulator {
    /// Its name in localstack/install.py.
    pub(crate) name: &'static str,
    /// Where it listens, on 127.0.0.1.
    pub(crate) port: u16,
    /// A path that it answers with 200 when it is ready.
    health: &'static str,
    /// Its launcher in localstack/.
    launcher: &'static str,
    /// The variable that tells tests its address.
    pub(crate) variable: &'static str,
    /// Whether the flawed account is put into it.
    pub(crate) seeded: bool,
}

/// All of them: LocalStack as the promise to users, moto for what it lacks, ministack because it enforces IAM.
pub(crate) const EMULATORS: &[Emulator] = &[
    Emulator {
        name: "localstack",
        port: 4566,
        health: "/_localstack/health",
        launcher: "run_localstack.py",
        variable: "BARTIZAN_TEST_LOCALSTACK",
        seeded: true,
    },
    Emulator {
        name: "moto",
        port: 5600,
        health: "/moto-api/data.json",
        launcher: "run_moto.py",
        variable: "BARTIZAN_TEST_MOTO",
        seeded: true,
    },
    Emulator {
        name: "ministack",
        port: 5700,
        health: "/_ministack/health",
        launcher: "run_ministack.py",
        variable: "BARTIZAN_TEST_MINISTACK",
        seeded: false,
    },
];

/// The longest that an emulator may take until it answers; a cold start on a busy machine took 8 s.
const PATIENCE: Duration = Duration::from_secs(120);

impl Emulator {
    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where its output goes.
    ///
    /// # Errors
    /// When there is no home for it.
    pub(crate) fn log(&self) -> anyhow::Result<PathBuf> {
        Ok(paths::cache()?.join(format!("{}.log", self.name)))
    }

    fn pid_file(&self) -> anyhow::Result<PathBuf> {
        Ok(paths::cache()?.join(format!("{}.pid", self.name)))
    }

    /// Whether it is there and ready.
    pub(crate) fn answers(&self) -> bool {
        get(self.port, self.health)
            .is_ok_and(|said| said.starts_with("HTTP/1.1 200") || said.starts_with("HTTP/1.0 200"))
    }

    /// The process that an earlier run started, if it is alive and not a later process of the same number.
    pub(crate) fn process(&self) -> Option<u32> {
        let id = fs::read_to_string(self.pid_file().ok()?)
            .ok()?
            .trim()
            .parse()
            .ok()?;
        self.runs_as(id).then_some(id)
    }

    fn runs_as(&self, id: u32) -> bool {
        process::command_line(id).contains(self.launcher)
    }

    /// Starts it with an interpreter that has it installed, without waiting until it is ready.
    ///
    /// # Errors
    /// When something else listens on its port, or it cannot be started.
    pub(crate) fn start(&self, python: &Path) -> anyhow::Result<Child> {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
            bail!(
                "port {} is taken by something that does not answer like {}",
                self.port,
                self.name
            );
        }
        let mut command = Command::new(python);
        command
            .arg(paths::localstack().join(self.launcher))
            .args(["--port", &self.port.to_string()]);
        // What a developer's shell is signed in as has no place in an emulator; Python's own caches none in the repository.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        let child = process::spawn_logged(&mut command, &self.log()?)?;
        fs::write(self.pid_file()?, child.id().to_string())?;
        Ok(child)
    }

    /// Waits until it is ready.
    ///
    /// # Errors
    /// When it ends instead, takes too long, or somebody interrupts.
    pub(crate) fn wait(&self, child: &mut Child) -> anyhow::Result<()> {
        let began = Instant::now();
        while !self.answers() {
            interrupt::check()?;
            if let Some(status) = child.try_wait()? {
                bail!(
                    "{} ended while starting ({status})\n{}",
                    self.name,
                    self.last_words()
                );
            }
            if began.elapsed() > PATIENCE {
                bail!(
                    "{} did not answer within {} s\n{}",
                    self.name,
                    PATIENCE.as_secs(),
                    self.last_words()
                );
            }
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Puts the flawed account into it.
    ///
    /// # Errors
    /// When the seed fails; what it said was shown.
    pub(crate) fn seed(&self, python: &Path) -> anyhow::Result<()> {
        let mut command = Command::new(python);
        command
            .arg(paths::localstack().join("seed.py"))
            .args([&self.url(), "--skip-unsupported"]);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        let status = process::run(&mut command)?;
        if !status.success() {
            bail!(
                "{} could not be seeded ({status})\n{}",
                self.name,
                self.last_words()
            );
        }
        Ok(())
    }

    /// Stops it, if an earlier run of this program started it; returns whether there was something to stop.
    ///
    /// # Errors
    /// When there is no home for its process id.
    pub(crate) fn stop(&self) -> anyhow::Result<bool> {
        let found = self.process();
        if let Some(id) = found {
            process::end_group(id, process::GRACE, || self.runs_as(id));
        }
        let file = self.pid_file()?;
        if file.exists() {
            fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        Ok(found.is_some())
    }

    /// The end of its log, for messages.
    fn last_words(&self) -> String {
        let Ok(log) = self.log() else {
            return String::new();
        };
        let text = fs::read(&log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        let tail = lines
            .iter()
            .skip(lines.len().saturating_sub(20))
            .copied()
            .collect::<Vec<_>>();
        format!("the end of {}:\n{}", log.display(), tail.join("\n"))
    }
}

/// The beginning of what a server on this machine answers to a GET.
fn get(port: u16, path: &str) -> std::io::Result<String> {
    let patience = Duration::from_secs(10);
    let mut stream =
        TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), patience)?;
    stream.set_read_timeout(Some(patience))?;
    // In one piece: LocalStack's server closes the connection now and then when a request comes in several.
    stream.write_all(
        format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n")
            .as_bytes(),
    )?;
    let mut said = Vec::new();
    stream.take(64).read_to_end(&mut said)?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn every_emulator_has_its_pins_and_a_launcher_that_listens_on_its_port() {
        let folder = paths::localstack();
        let installer = fs::read_to_string(folder.join("install.py")).unwrap();
        for emulator in EMULATORS {
            let launcher = fs::read_to_string(folder.join(emulator.launcher)).unwrap();
            assert!(
                launcher.contains(&format!("default={}", emulator.port)),
                "{}",
                emulator.name
            );
            let (_, rest) = installer
                .split_once(&format!("\"{}\": (\"", emulator.name))
                .unwrap();
            let (version, _) = rest.split_once('"').unwrap();
            let pins = folder
                .join("constraints")
                .join(format!("{}-{version}.txt", emulator.name));
            assert!(pins.exists(), "{}", pins.display());
        }
    }

    #[test]
    fn a_process_of_another_kind_is_not_taken_for_an_emulator() {
        let emulator = EMULATORS.first().unwrap();
        assert!(!emulator.runs_as(std::process::id()));
    }
}
