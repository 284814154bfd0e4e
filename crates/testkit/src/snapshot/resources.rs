//! One resource of each type, by number.

use std::io;

use bartizan_model::aws::account::{Account, Region};
use bartizan_model::aws::iam::{AccessKey, MfaDevice, MfaKind, Role, User};
use bartizan_model::aws::kms::{Key, KeyManager, Rotation};
use bartizan_model::aws::s3::{Acl, AclGrant, Bucket, Encryption, PublicAccessBlock};
use bartizan_model::aws::ssm::Parameter;
use bartizan_model::{Observed, Resource, ResourceType};
use serde_json::Value;

use super::{ACCOUNT, REGION};
use crate::fake::documents;
use crate::scenario::{days_ago, team, uuid};

fn read<T: serde::de::DeserializeOwned>(document: Value) -> io::Result<T> {
    serde_json::from_value(document).map_err(io::Error::other)
}

fn tags(number: usize) -> bartizan_model::Tags {
    Observed::Known([("team".to_owned(), team(number).to_owned())].into())
}

pub(super) fn account() -> Resource {
    let block = PublicAccessBlock {
        block_public_acls: true,
        ..PublicAccessBlock::default()
    };
    Account {
        root_mfa: Observed::Known(true),
        root_access_keys: Observed::Known(false),
        s3_public_access_block: Observed::Known(block),
        ..Account::at(
            format!("arn:aws:iam::{ACCOUNT}:root"),
            "bench",
            ACCOUNT,
            None,
        )
    }
    .into()
}

pub(super) fn region() -> Resource {
    Region::at(
        format!("aws://{ACCOUNT}/{REGION}"),
        REGION,
        ACCOUNT,
        Some(REGION),
    )
    .into()
}

pub(super) fn bucket(number: usize) -> io::Result<Resource> {
    let name = format!("{}-exports-{number:07}", team(number));
    let owner = AclGrant {
        grantee_type: "CanonicalUser".to_owned(),
        grantee: Some("0".repeat(64)),
        permission: "FULL_CONTROL".to_owned(),
    };
    let everyone = AclGrant {
        grantee_type: "Group".to_owned(),
        grantee: Some("http://acs.amazonaws.com/groups/global/AllUsers".to_owned()),
        permission: "READ".to_owned(),
    };
    let open = number % 30 == 9;
    let grants = if open {
        vec![owner, everyone]
    } else {
        vec![owner]
    };
    let on = !open;
    let block = PublicAccessBlock {
        block_public_acls: on,
        ignore_public_acls: on,
        block_public_policy: on,
        restrict_public_buckets: on,
    };
    let policy = documents::bucket(&name, number).map(read).transpose()?;
    Ok(Bucket {
        tags: tags(number),
        created_at: Some(days_ago(number % 900)),
        encryption: Observed::Known(Encryption {
            algorithm: if number.is_multiple_of(3) {
                "aws:kms"
            } else {
                "AES256"
            }
            .to_owned(),
            kms_key: number
                .is_multiple_of(3)
                .then(|| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{}", uuid("key", number))),
            bucket_key: true,
        }),
        public_access_block: Observed::Known(block),
        policy: policy.into(),
        acl: Observed::Known(Acl {
            owner: Some("0".repeat(64)),
            grants,
        }),
        ownership: Observed::Known(
            if open {
                "ObjectWriter"
            } else {
                "BucketOwnerEnforced"
            }
            .to_owned(),
        ),
        ..Bucket::at(format!("arn:aws:s3:::{name}"), name, ACCOUNT, Some(REGION))
    }
    .into())
}

pub(super) fn user(number: usize) -> Resource {
    let name = format!("{}-user-{number:07}", team(number));
    let device = MfaDevice {
        serial: format!("arn:aws:iam::{ACCOUNT}:mfa/{name}"),
        kind: MfaKind::Virtual,
        enabled_at: Some(days_ago(200)),
    };
    let key = AccessKey {
        id: format!("AKIAFAKE{number:012}"),
        active: true,
        created_at: Some(days_ago(number % 500)),
        last_used: Observed::Absent,
    };
    User {
        tags: tags(number),
        path: "/".to_owned(),
        unique_id: format!("AIDAFAKE{number:013}"),
        created_at: Some(days_ago(600)),
        console_password: Observed::Known(!number.is_multiple_of(5)),
        mfa_devices: Observed::Known(if number % 4 == 3 {
            Vec::new()
        } else {
            vec![device]
        }),
        access_keys: Observed::Known(if number.is_multiple_of(2) {
            vec![key]
        } else {
            Vec::new()
        }),
        ..User::at(
            format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
            name,
            ACCOUNT,
            None,
        )
    }
    .into()
}

pub(super) fn role(number: usize) -> io::Result<Resource> {
    let name = format!("{}-role-{number:07}", team(number));
    Ok(Role {
        tags: tags(number),
        path: "/".to_owned(),
        unique_id: format!("AROAFAKE{number:013}"),
        created_at: Some(days_ago(600)),
        trust_policy: Observed::Known(read(documents::trust(number))?),
        ..Role::at(
            format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
            name,
            ACCOUNT,
            None,
        )
    }
    .into())
}

pub(super) fn key(number: usize) -> io::Result<Resource> {
    let id = uuid("key", number);
    let rotation = Rotation {
        enabled: number.is_multiple_of(2),
        period_days: Some(365),
        next_at: None,
    };
    Ok(Key {
        tags: tags(number),
        manager: Observed::Known(KeyManager::Customer),
        state: Observed::Known("Enabled".to_owned()),
        usage: Observed::Known("ENCRYPT_DECRYPT".to_owned()),
        spec: Observed::Known("SYMMETRIC_DEFAULT".to_owned()),
        origin: Observed::Known("AWS_KMS".to_owned()),
        multi_region: Observed::Known(false),
        created_at: Observed::Known(days_ago(300)),
        aliases: Observed::Known(vec![format!("alias/{}-{number}", team(number))]),
        policy: Observed::Known(read(documents::key(ACCOUNT, number))?),
        rotation: Observed::Known(rotation),
        grants: Observed::Known(Vec::new()),
        ..Key::at(
            format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}"),
            id,
            ACCOUNT,
            Some(REGION),
        )
    }
    .into())
}

pub(super) fn parameter(number: usize) -> Resource {
    let thing = if number % 40 == 7 {
        "db/password"
    } else {
        "queue/url"
    };
    let name = format!("/{}/{thing}/{number}", team(number));
    Parameter {
        tags: tags(number),
        value_type: Some("String".to_owned()),
        tier: Some("Standard".to_owned()),
        data_type: Some("text".to_owned()),
        modified_at: Some(days_ago(100)),
        ..Parameter::at(
            format!("arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{name}"),
            name,
            ACCOUNT,
            Some(REGION),
        )
    }
    .into()
}
