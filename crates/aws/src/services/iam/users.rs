//! A user's credentials: from the credential report, and asked for one by one where the report is silent.

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{AccessKeyMetadata, StatusType};
use bartizan_collect::Fault;
use bartizan_model::aws::iam::{AccessKey, LastUse, MfaDevice, MfaKind, User};
use bartizan_model::{Gap, Observed, Reason};

use super::report::{CredentialReport, Row};
use super::{
    GET_ACCESS_KEY_LAST_USED, GET_CREDENTIAL_REPORT, GET_LOGIN_PROFILE, GET_USER, LIST_ACCESS_KEYS,
    LIST_MFA_DEVICES,
};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::time::timestamp;

/// Adds credentials to a user and hands it over.
pub(super) async fn collect(
    cx: &AwsCx,
    client: &Client,
    report: &Observed<CredentialReport>,
    user: User,
) {
    let row = report.known().and_then(|report| report.user(&user.name));
    let user = match row {
        Some(row) => from_report(cx, client, row, user).await,
        // Made after the report, which IAM renews every four hours at most; or there is no report.
        None => {
            let newer = || Fault::new(Reason::NotCollected, None).gap(&GET_CREDENTIAL_REPORT);
            let gap = report.gap().cloned().unwrap_or_else(newer);
            asked(cx, client, gap, user).await
        }
    };
    cx.emit(user);
}

/// The report saves a call for every user that has no key and every user that has no MFA device.
async fn from_report(cx: &AwsCx, client: &Client, row: &Row, user: User) -> User {
    let name = user.name.clone();
    User {
        console_password: Observed::Known(row.password_enabled),
        password_last_used: row.password_last_used.into(),
        password_last_changed: row.password_last_changed.into(),
        mfa_devices: if row.mfa_active {
            mfa_devices(cx, client, &name).await
        } else {
            Observed::Known(Vec::new())
        },
        access_keys: if row.keys.iter().any(Option::is_some) {
            access_keys(cx, client, &name, Some(row)).await
        } else {
            Observed::Known(Vec::new())
        },
        ..user
    }
}

async fn asked(cx: &AwsCx, client: &Client, report: Gap, user: User) -> User {
    let name = user.name.clone();
    let profile = cx
        .ask(GET_LOGIN_PROFILE, || {
            sent(client.get_login_profile().user_name(&name).send())
        })
        .await;
    let details = cx
        .ask(GET_USER, || sent(client.get_user().user_name(&name).send()))
        .await;
    User {
        console_password: profile.map(|_| true).or_when_absent(false),
        password_last_used: details.part(|it| {
            it.user
                .as_ref()?
                .password_last_used
                .as_ref()
                .and_then(timestamp)
        }),
        password_last_changed: Observed::Unknown(report),
        mfa_devices: mfa_devices(cx, client, &name).await,
        access_keys: access_keys(cx, client, &name, None).await,
        ..user
    }
}

async fn mfa_devices(cx: &AwsCx, client: &Client, user: &str) -> Observed<Vec<MfaDevice>> {
    let pages = cx
        .pages(
            LIST_MFA_DEVICES,
            |marker| {
                sent(
                    client
                        .list_mfa_devices()
                        .user_name(user)
                        .set_marker(marker)
                        .send(),
                )
            },
            |page| (page.mfa_devices, page.marker),
        )
        .await;
    pages.observed().map(|devices| {
        let mut devices: Vec<_> = devices
            .into_iter()
            .map(|device| MfaDevice {
                kind: mfa_kind(&device.serial_number),
                enabled_at: timestamp(&device.enable_date),
                serial: device.serial_number,
            })
            .collect();
        devices.sort_by(|a, b| a.serial.cmp(&b.serial));
        devices
    })
}

fn mfa_kind(serial: &str) -> MfaKind {
    if serial.contains(":mfa/") {
        MfaKind::Virtual
    } else if serial.contains(":u2f/") {
        MfaKind::SecurityKey
    } else {
        MfaKind::Hardware
    }
}

/// The user's keys. The report knows when each was used but not its id; the listing knows the id.
/// They are matched by the second in which the key was made.
async fn access_keys(
    cx: &AwsCx,
    client: &Client,
    user: &str,
    row: Option<&Row>,
) -> Observed<Vec<AccessKey>> {
    let pages = cx
        .pages(
            LIST_ACCESS_KEYS,
            |marker| {
                sent(
                    client
                        .list_access_keys()
                        .user_name(user)
                        .set_marker(marker)
                        .send(),
                )
            },
            |page| (page.access_key_metadata, page.marker),
        )
        .await;
    let listed = match pages.observed() {
        Observed::Known(listed) => listed,
        Observed::Absent => return Observed::Absent,
        Observed::Unknown(gap) => return Observed::Unknown(gap),
    };
    let mut keys = Vec::new();
    for AccessKeyMetadata {
        access_key_id,
        status,
        create_date,
        ..
    } in listed
    {
        let Some(id) = access_key_id else { continue };
        let created_at = create_date.as_ref().and_then(timestamp);
        let reported = row.and_then(|row| {
            let mut places = row
                .keys
                .iter()
                .flatten()
                .filter(|place| place.made_at == created_at);
            let only = places.next();
            // Two keys made in the same second cannot be told apart.
            only.filter(|_| places.next().is_none())
        });
        let last_used = match reported {
            Some(place) => place.last_used.clone().into(),
            None => last_used(cx, client, &id).await,
        };
        keys.push(AccessKey {
            id,
            active: status == Some(StatusType::Active),
            created_at,
            last_used,
        });
    }
    keys.sort_by(|a, b| a.id.cmp(&b.id));
    Observed::Known(keys)
}

async fn last_used(cx: &AwsCx, client: &Client, key: &str) -> Observed<LastUse> {
    let answer = cx
        .ask(GET_ACCESS_KEY_LAST_USED, || {
            sent(client.get_access_key_last_used().access_key_id(key).send())
        })
        .await;
    let word = |text: &str| (!text.is_empty() && text != "N/A").then(|| text.to_owned());
    answer.part(|answer| {
        let used = answer.access_key_last_used.as_ref()?;
        let at = timestamp(used.last_used_date.as_ref()?)?;
        Some(LastUse {
            at,
            region: word(&used.region),
            service: word(&used.service_name),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_apart_by_serial_number() {
        assert_eq!(
            mfa_kind("arn:aws:iam::111122223333:mfa/ana"),
            MfaKind::Virtual
        );
        assert_eq!(
            mfa_kind("arn:aws:iam::111122223333:u2f/user/ana/key-ABC"),
            MfaKind::SecurityKey
        );
        assert_eq!(mfa_kind("GAHT12345678"), MfaKind::Hardware);
    }
}
