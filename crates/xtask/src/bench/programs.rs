//! The programs that are measured, and those that help to.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};

use crate::{paths, process};

/// Where the last build left its programs.
#[derive(Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    /// Whether this only tries the benchmark: small accounts, unoptimized programs.
    pub(crate) dev: bool,
}

impl Programs {
    /// Where they are; nothing is built yet.
    pub(crate) fn new(dev: bool) -> Self {
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| paths::root().join("target"), PathBuf::from);
        let folder = target.join(if dev { "debug" } else { "release" });
        Self { folder, dev }
    }

    /// Builds them.
    ///
    /// # Errors
    /// When they do not build.
    pub(crate) fn build(&self) -> anyhow::Result<()> {
        // One at a time: built together they would share features, and the product's libraries be built anew.
        for package in ["bartizan", "bartizan-testkit"] {
            let mut command = Command::new(paths::cargo());
            command
                .current_dir(paths::root())
                .args(["build", "--package", package]);
            if !self.dev {
                command.arg("--release");
            }
            let status = process::run(&mut command)?;
            if !status.success() {
                bail!("the build failed ({status})");
            }
        }
        Ok(())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The product, with made-up credentials for `account` and nothing else of the developer's own AWS settings.
    pub(crate) fn bartizan(&self, account: &str) -> Command {
        let mut command = Command::new(self.path("bartizan"));
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        command.envs([
            ("AWS_ACCESS_KEY_ID", account),
            ("AWS_SECRET_ACCESS_KEY", "bench"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ]);
        command
    }

    /// Starts the fake endpoint.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn fake_aws(&self, args: &[&str]) -> anyhow::Result<Endpoint> {
        let mut child = Command::new(self.path("fake-aws"))
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .context("cannot start fake-aws")?;
        let mut url = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut url)?;
        }
        let endpoint = Endpoint {
            child,
            url: url.trim().to_owned(),
        };
        if endpoint.url.is_empty() {
            bail!("fake-aws did not tell its address");
        }
        Ok(endpoint)
    }
}

/// A server that ends when dropped.
#[derive(Debug)]
pub(crate) struct Endpoint {
    child: Child,
    pub(crate) url: String,
}

impl Endpoint {
    /// A server that somebody else started.
    pub(crate) fn new(child: Child, url: String) -> Self {
        Self { child, url }
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}
