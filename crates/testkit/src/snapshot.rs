//! Large snapshots for benchmarks, made of the model's own types.

mod resources;

use std::io::{self, Write};

use bartizan_model::aws::account::{Account, Region};
use bartizan_model::aws::iam::{Role, User};
use bartizan_model::aws::kms::Key;
use bartizan_model::aws::s3::Bucket;
use bartizan_model::aws::ssm::Parameter;
use bartizan_model::{AccountRef, Header, ResourceType, SNAPSHOT_FORMAT, SnapshotBuilder, ToolRef};
use serde_json::{Value, json};

use crate::scenario::days_ago;
use resources::{account, bucket, key, parameter, region, role, user};

const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-west-1";

/// How many resources of each type a snapshot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    /// `aws.s3.bucket`
    pub buckets: usize,
    /// `aws.iam.user`
    pub users: usize,
    /// `aws.iam.role`
    pub roles: usize,
    /// `aws.kms.key`
    pub keys: usize,
    /// `aws.ssm.parameter`
    pub parameters: usize,
}

impl Mix {
    /// As many resources as asked for, in equal parts, the account and its region among them.
    #[must_use]
    pub fn of(resources: usize) -> Self {
        let part = resources.saturating_sub(2) / 5;
        let rest = resources.saturating_sub(2) - 4 * part;
        Self {
            buckets: part,
            users: part,
            roles: part,
            keys: part,
            parameters: rest,
        }
    }

    /// Resources by type, as a rule names it.
    #[must_use]
    pub fn by_type(&self) -> Vec<(&'static str, usize)> {
        vec![
            (Account::TYPE, 1),
            (Region::TYPE, 1),
            (Bucket::TYPE, self.buckets),
            (User::TYPE, self.users),
            (Role::TYPE, self.roles),
            (Key::TYPE, self.keys),
            (Parameter::TYPE, self.parameters),
        ]
    }
}

/// Writes a snapshot of this mix.
///
/// # Errors
/// When `out` or a temporary file fails.
pub fn write_snapshot(mix: &Mix, out: &mut dyn Write) -> io::Result<()> {
    let mut builder = SnapshotBuilder::new();
    builder.push(&account())?;
    builder.push(&region())?;
    for number in 0..mix.buckets {
        builder.push(&bucket(number)?)?;
    }
    for number in 0..mix.users {
        builder.push(&user(number))?;
    }
    for number in 0..mix.roles {
        builder.push(&role(number)?)?;
    }
    for number in 0..mix.keys {
        builder.push(&key(number)?)?;
    }
    for number in 0..mix.parameters {
        builder.push(&parameter(number))?;
    }
    builder.finish(&header(), out)
}

fn header() -> Header {
    Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "bartizan-testkit".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: vec![AccountRef {
            id: ACCOUNT.to_owned(),
            principal: format!("arn:aws:iam::{ACCOUNT}:user/bench"),
        }],
        regions: vec![REGION.to_owned()],
        services: ["account", "cloudtrail", "iam", "kms", "s3", "ssm", "wafv2"]
            .map(str::to_owned)
            .into(),
        started_at: days_ago(0),
        finished_at: days_ago(0),
        calls: 0,
        lines: None,
    }
}

/// What the rules of a report judge it by, as JSON: resources by type.
impl From<Mix> for Value {
    fn from(mix: Mix) -> Self {
        mix.by_type()
            .into_iter()
            .map(|(kind, count)| (kind.to_owned(), json!(count)))
            .collect()
    }
}
