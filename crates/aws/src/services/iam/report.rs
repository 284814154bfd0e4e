//! The credential report: what IAM knows of every user's password, keys and MFA, in one answer.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::ReportStateType;
use bartizan_collect::Fault;
use bartizan_model::aws::account::RootUser;
use bartizan_model::aws::iam::LastUse;
use bartizan_model::{Observed, Reason, Timestamp};

use super::{GENERATE_CREDENTIAL_REPORT, GET_CREDENTIAL_REPORT};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::time::timestamp;

/// How the report names the root user.
const ROOT: &str = "<root_account>";
/// How long IAM is given to make the report.
const ATTEMPTS: u32 = 30;
const WAIT: Duration = Duration::from_secs(2);

/// The report, by user.
#[derive(Debug, Clone, Default)]
pub(crate) struct CredentialReport {
    pub(crate) generated_at: Option<Timestamp>,
    rows: Arc<HashMap<String, Row>>,
}

/// One user's row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    pub(crate) password_enabled: bool,
    pub(crate) password_last_used: Option<Timestamp>,
    pub(crate) password_last_changed: Option<Timestamp>,
    pub(crate) mfa_active: bool,
    /// The two places for access keys; none for an empty place.
    pub(crate) keys: [Option<KeyRow>; 2],
}

/// What the row tells of an access key. It does not tell the key's id.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyRow {
    /// When the key was made: keys cannot be changed, so "rotated" means made.
    pub(crate) made_at: Option<Timestamp>,
    pub(crate) last_used: Option<LastUse>,
}

impl CredentialReport {
    pub(crate) fn root(&self) -> Option<&Row> {
        self.rows.get(ROOT)
    }

    pub(crate) fn user(&self, name: &str) -> Option<&Row> {
        self.rows.get(name)
    }
}

/// What the report says of the root user.
pub(crate) fn root_user(row: &Row) -> RootUser {
    let used = |key: &Option<KeyRow>| key.as_ref()?.last_used.as_ref().map(|used| used.at);
    let [first, second] = &row.keys;
    RootUser {
        password_last_used: row.password_last_used,
        access_key_1_last_used: used(first),
        access_key_2_last_used: used(second),
    }
}

/// Has IAM make the report, waits for it, and reads it.
pub(super) async fn read(cx: &AwsCx, client: &Client) -> Observed<CredentialReport> {
    for attempt in 0.. {
        let state = cx
            .ask(GENERATE_CREDENTIAL_REPORT, || {
                sent(client.generate_credential_report().send())
            })
            .await
            .and_then(|answer| answer.state.into());
        match state {
            Observed::Known(ReportStateType::Complete) => break,
            Observed::Unknown(gap) => return Observed::Unknown(gap),
            _ if attempt == ATTEMPTS => {
                return Observed::Unknown(
                    Fault::new(Reason::Timeout, None).gap(&GENERATE_CREDENTIAL_REPORT),
                );
            }
            // The first answer to a new report is always "started", and a small account's is ready at once.
            _ if attempt == 0 => tokio::time::sleep(WAIT / 8).await,
            _ => tokio::time::sleep(WAIT).await,
        }
    }
    let answer = cx
        .ask(GET_CREDENTIAL_REPORT, || {
            sent(client.get_credential_report().send())
        })
        .await;
    answer.and_then(|answer| {
        let content = answer
            .content
            .map(aws_smithy_types::Blob::into_inner)
            .unwrap_or_default();
        let generated_at = answer.generated_time.as_ref().and_then(timestamp);
        match parse(&content) {
            Some(rows) => Observed::Known(CredentialReport {
                generated_at,
                rows: Arc::new(rows),
            }),
            None => {
                Observed::Unknown(Fault::new(Reason::Malformed, None).gap(&GET_CREDENTIAL_REPORT))
            }
        }
    })
}

/// Reads the CSV by its column names, so that new columns do no harm; none when a needed column is missing.
fn parse(content: &[u8]) -> Option<HashMap<String, Row>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(content);
    let headers = reader.headers().ok()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let (user, enabled, mfa) = (
        column("user")?,
        column("password_enabled")?,
        column("mfa_active")?,
    );
    let key_columns = [1, 2].map(|place| {
        [
            "active",
            "last_rotated",
            "last_used_date",
            "last_used_region",
            "last_used_service",
        ]
        .map(|what| column(&format!("access_key_{place}_{what}")))
    });
    let mut rows = HashMap::new();
    for record in reader.records() {
        let record = record.ok()?;
        let cell = |column: Option<usize>| {
            column
                .and_then(|column| record.get(column))
                .unwrap_or_default()
        };
        let key = |columns: &[Option<usize>; 5]| {
            let [active, rotated, used, region, service] = columns.map(cell);
            // An empty place is neither active nor was it ever filled.
            let made_at = time(rotated);
            (is_true(active) || made_at.is_some()).then(|| KeyRow {
                made_at,
                last_used: time(used).map(|at| LastUse {
                    at,
                    region: word(region),
                    service: word(service),
                }),
            })
        };
        let [first, second] = &key_columns;
        let row = Row {
            password_enabled: is_true(cell(Some(enabled))),
            password_last_used: time(cell(column("password_last_used"))),
            password_last_changed: time(cell(column("password_last_changed"))),
            mfa_active: is_true(cell(Some(mfa))),
            keys: [key(first), key(second)],
        };
        rows.insert(cell(Some(user)).to_owned(), row);
    }
    Some(rows)
}

fn is_true(cell: &str) -> bool {
    cell.eq_ignore_ascii_case("true")
}

/// A time, or none for `N/A`, `no_information`, `not_supported` and the like.
fn time(cell: &str) -> Option<Timestamp> {
    let time: Timestamp = cell.parse().ok()?;
    Timestamp::from_second(time.as_second()).ok()
}

fn word(cell: &str) -> Option<String> {
    (!cell.is_empty() && cell != "N/A").then(|| cell.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const REPORT: &str = "\
user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active
<root_account>,arn:aws:iam::111122223333:root,2019-01-01T00:00:00+00:00,not_supported,2026-02-03T04:05:06+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false
ana,arn:aws:iam::111122223333:user/ana,2020-01-01T00:00:00+00:00,true,no_information,2020-01-01T00:00:00+00:00,N/A,false,true,2024-05-06T07:08:09+00:00,2026-01-01T00:00:00+00:00,eu-west-1,s3,false,2023-01-01T00:00:00+00:00,N/A,N/A,N/A,false
";

    #[test]
    fn rows_are_read_by_column_name() {
        let rows = parse(REPORT.as_bytes()).unwrap();
        let root = &rows[ROOT];
        assert!(root.mfa_active && root.password_last_used.is_some());
        assert_eq!(root.keys, [None, None]);
        let ana = &rows["ana"];
        assert!(ana.password_enabled && !ana.mfa_active && ana.password_last_used.is_none());
        let first = ana.keys[0].as_ref().unwrap();
        assert_eq!(
            first.last_used.as_ref().unwrap().service.as_deref(),
            Some("s3")
        );
        let second = ana.keys[1].as_ref().unwrap();
        assert!(
            second.made_at.is_some() && second.last_used.is_none(),
            "an inactive key is still a key"
        );
    }

    #[test]
    fn what_is_no_report_is_malformed() {
        assert!(parse(b"<html>").is_none());
        assert!(parse(b"").is_none());
        assert!(parse(b"user,arn\nana,x\n").is_none());
    }
}
