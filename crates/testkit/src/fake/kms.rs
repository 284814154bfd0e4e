//! KMS.

use serde_json::{Value, json};

use super::documents;
use super::view::{View, tags};
use crate::answer::{Answer, Refusal, Served};
use crate::scenario::{hex, number_in, seconds_ago, team, uuid};

/// What is special about a key, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Symmetric,
    Asymmetric,
    AwsManaged,
    PendingDeletion,
}

pub(super) fn kind(number: usize) -> Kind {
    match number {
        _ if number % 10 == 3 => Kind::Asymmetric,
        _ if number % 10 == 7 => Kind::AwsManaged,
        _ if number % 50 == 9 => Kind::PendingDeletion,
        _ => Kind::Symmetric,
    }
}

/// Four of five keys have an alias.
pub(super) fn has_alias(number: usize) -> bool {
    number % 5 != 4
}

impl View<'_> {
    pub(super) fn kms(&self) -> Served {
        match self.call().operation.as_str() {
            "ListKeys" => self.list_keys(),
            "ListAliases" => self.list_aliases(),
            "DescribeKey" => self
                .key()
                .map(|key| Answer::json(&json!({"KeyMetadata": self.key_metadata(key)}))),
            "GetKeyPolicy" => self.key().map(|key| {
                let policy = documents::key(self.account(), key).to_string();
                Answer::json(&json!({"Policy": policy, "PolicyName": "default"}))
            }),
            "GetKeyRotationStatus" => self.rotation(),
            "ListGrants" => self.list_grants(),
            "ListResourceTags" => self.key().map(|key| {
                let tags: Value = tags(key)
                    .iter()
                    .map(|(key, value)| json!({"TagKey": key, "TagValue": value}))
                    .collect();
                Answer::json(&json!({"Tags": tags, "Truncated": false}))
            }),
            _ => self.not_implemented(),
        }
    }

    fn key_arn(&self, key: usize) -> String {
        self.arn("kms", &format!("key/{}", uuid("key", key)))
    }

    /// The key that a call names, by id or ARN.
    fn key(&self) -> Result<usize, Refusal> {
        let name = self.call().text("KeyId");
        number_in(name)
            .filter(|&key| {
                self.here(self.scenario().keys).contains(&key) && name.ends_with(&uuid("key", key))
            })
            .ok_or_else(|| {
                Refusal::new(
                    400,
                    "NotFoundException",
                    format!("Key '{name}' does not exist"),
                )
            })
    }

    fn list_keys(&self) -> Served {
        let (keys, next) = self.page_of(
            &self.here(self.scenario().keys),
            "Marker",
            "Limit",
            100,
            1000,
        )?;
        let keys: Value = keys
            .iter()
            .map(|&key| json!({"KeyId": uuid("key", key), "KeyArn": self.key_arn(key)}))
            .collect();
        Ok(marked(json!({"Keys": keys}), next))
    }

    fn list_aliases(&self) -> Served {
        let wanted = number_in(self.call().text("KeyId"));
        let keys: Vec<_> = self
            .here(self.scenario().keys)
            .into_iter()
            .filter(|&key| has_alias(key) && wanted.is_none_or(|wanted| wanted == key))
            .collect();
        let (keys, next) = self.page_of(&keys, "Marker", "Limit", 50, 100)?;
        let aliases: Value = keys
            .iter()
            .map(|&key| {
                let name = match kind(key) {
                    Kind::AwsManaged => format!("alias/aws/{}-{key}", team(key)),
                    _ => format!("alias/{}-{key}", team(key)),
                };
                json!({"AliasName": name, "AliasArn": self.arn("kms", &name), "TargetKeyId": uuid("key", key)})
            })
            .collect();
        Ok(marked(json!({"Aliases": aliases}), next))
    }

    fn key_metadata(&self, key: usize) -> Value {
        let kind = kind(key);
        let (spec, usage) = match kind {
            Kind::Asymmetric => ("RSA_2048", "SIGN_VERIFY"),
            _ => ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
        };
        let mut metadata = json!({
            "AWSAccountId": self.account(),
            "KeyId": uuid("key", key),
            "Arn": self.key_arn(key),
            "CreationDate": seconds_ago(100 + key % 900),
            "Enabled": kind != Kind::PendingDeletion,
            "Description": format!("{} data", team(key)),
            "KeyUsage": usage,
            "KeyState": if kind == Kind::PendingDeletion { "PendingDeletion" } else { "Enabled" },
            "Origin": "AWS_KMS",
            "KeyManager": if kind == Kind::AwsManaged { "AWS" } else { "CUSTOMER" },
            "CustomerMasterKeySpec": spec,
            "KeySpec": spec,
            "MultiRegion": false,
        });
        if let (Kind::PendingDeletion, Some(metadata)) = (kind, metadata.as_object_mut()) {
            metadata.insert(
                "DeletionDate".to_owned(),
                (seconds_ago(0) + 20 * 86_400).into(),
            );
        }
        metadata
    }

    fn rotation(&self) -> Served {
        let key = self.key()?;
        if kind(key) == Kind::Asymmetric {
            let message = "GetKeyRotationStatus is not supported for asymmetric keys";
            return Err(Refusal::new(400, "UnsupportedOperationException", message));
        }
        let on = kind(key) == Kind::AwsManaged
            || (kind(key) == Kind::Symmetric && key.is_multiple_of(2));
        let mut body = json!({"KeyId": self.key_arn(key), "KeyRotationEnabled": on});
        if let (true, Some(body)) = (on, body.as_object_mut()) {
            body.insert("RotationPeriodInDays".to_owned(), 365.into());
            body.insert(
                "NextRotationDate".to_owned(),
                (seconds_ago(0) + 90 * 86_400).into(),
            );
        }
        Ok(Answer::json(&body))
    }

    /// One key of eight carries a grant.
    fn list_grants(&self) -> Served {
        let key = self.key()?;
        let all: Vec<_> = (0..usize::from(key % 8 == 1))
            .map(|_| {
                json!({
                    "KeyId": self.key_arn(key),
                    "GrantId": hex("grant", key, 64),
                    "Name": "",
                    "CreationDate": seconds_ago(30),
                    "GranteePrincipal": self.iam_arn(&format!("role/role-{key:05}")),
                    "IssuingAccount": self.iam_arn("root"),
                    "Operations": ["Decrypt", "GenerateDataKey"],
                    "Constraints": {"EncryptionContextSubset": {"team": team(key)}},
                })
            })
            .collect();
        let (grants, next) = self.page_of(&all, "Marker", "Limit", 50, 100)?;
        Ok(marked(json!({ "Grants": grants }), next))
    }
}

/// KMS's own way of saying that there is more.
fn marked(mut body: Value, next: Option<String>) -> Answer {
    if let Some(body) = body.as_object_mut() {
        body.insert("Truncated".to_owned(), next.is_some().into());
        if let Some(next) = next {
            body.insert("NextMarker".to_owned(), next.into());
        }
    }
    Answer::json(&body)
}
