//! Running the binary, and snapshots to run it on.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bartizan_model::aws::iam::{MfaDevice, MfaKind, User};
use bartizan_model::{
    AccountRef, Gap, Header, Observed, Reason, Resource, ResourceType, SNAPSHOT_FORMAT, ScopeGap,
    SnapshotBuilder, ToolRef,
};

pub(crate) const ACCOUNT: &str = "111122223333";

/// Three of the rules that ship: more would only take time.
pub(crate) const RULES: [(&str, &str); 3] = [
    (
        "rules/aws/iam/user_console_without_mfa.rego",
        include_str!("../../policies/aws/iam/user_console_without_mfa.rego"),
    ),
    (
        "rules/aws/iam/user_access_key_not_rotated.rego",
        include_str!("../../policies/aws/iam/user_access_key_not_rotated.rego"),
    ),
    (
        "rules/aws/kms/key_without_rotation.rego",
        include_str!("../../policies/aws/kms/key_without_rotation.rego"),
    ),
];

/// Judges by these three only, from beside them.
pub(crate) const ONLY: [&str; 3] = ["--rules", "rules", "--no-builtin-rules"];

/// What a run of the binary left.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
        }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|fault| panic!("{fault}: {self}"))
    }
}

/// As a person sees it: what was printed, what was said beside it, and the exit code.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stdout)?;
        f.write_str(&self.stderr)?;
        match self.code {
            Some(code) => write!(f, "exit {code}"),
            None => f.write_str("ended by a signal"),
        }
    }
}

/// The binary, with nothing of the developer's own environment.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bartizan"));
    command
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("HOME", "/nonexistent");
    command
}

/// Runs the binary.
pub(crate) fn run<I: IntoIterator<Item = S>, S: AsRef<std::ffi::OsStr>>(args: I) -> Ran {
    Ran::of(command().args(args).output().unwrap())
}

/// Runs it in a folder, so that messages name files without their folder.
pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Ran {
    Ran::of(command().current_dir(folder).args(args).output().unwrap())
}

pub(crate) fn header() -> Header {
    Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "bartizan".to_owned(),
            version: "0.1.0".to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: vec![AccountRef {
            id: ACCOUNT.to_owned(),
            principal: format!("arn:aws:iam::{ACCOUNT}:role/audit"),
        }],
        regions: vec!["us-east-1".to_owned()],
        services: vec!["iam".to_owned()],
        started_at: "2026-11-22T16:00:00Z".parse().unwrap(),
        finished_at: "2026-11-22T16:01:00Z".parse().unwrap(),
        calls: 7,
        lines: None,
    }
}

/// A user who can sign in, with or without a second factor.
pub(crate) fn user(name: &str, mfa: Observed<bool>) -> Resource {
    let id = format!("arn:aws:iam::{ACCOUNT}:user/{name}");
    let device = || MfaDevice {
        serial: format!("arn:aws:iam::{ACCOUNT}:mfa/{name}"),
        kind: MfaKind::Virtual,
        enabled_at: None,
    };
    Resource::from(User {
        console_password: Observed::Known(true),
        mfa_devices: mfa.map(|has| if has { vec![device()] } else { Vec::new() }),
        access_keys: Observed::Known(Vec::new()),
        ..User::at(id, name, ACCOUNT, None)
    })
}

pub(crate) fn denied(action: &'static str) -> Gap {
    Gap {
        action: action.into(),
        reason: Reason::AccessDenied,
        code: Some("AccessDenied".to_owned()),
    }
}

/// The text of a snapshot.
pub(crate) fn snapshot(resources: &[Resource], gaps: &[ScopeGap]) -> String {
    let mut builder = SnapshotBuilder::new();
    for resource in resources {
        builder.push(resource).unwrap();
    }
    for gap in gaps {
        builder.push_gap(gap).unwrap();
    }
    let mut out = Vec::new();
    builder.finish(&header(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Ana fails, ben passes.
pub(crate) fn two_users() -> String {
    snapshot(
        &[
            user("ana", Observed::Known(false)),
            user("ben", Observed::Known(true)),
        ],
        &[],
    )
}

/// A folder with files in it.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path: PathBuf = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}
