//! Keys, their policies, and whether they rotate.

use std::collections::BTreeMap;

use aws_sdk_kms::Client;
use aws_sdk_kms::types::{
    GrantListEntry, KeyListEntry, KeyManagerType, KeyMetadata, KeySpec, KeyUsageType, OriginType,
};
use bartizan_collect::{Action, Collector, Fault, Scope, async_trait};
use bartizan_iam::PolicyDocument;
use bartizan_model::aws::kms::{Grant, Key, KeyManager, Rotation};
use bartizan_model::{Observed, Reason, ResourceType};

use crate::fault::sent;
use crate::kit::{AwsCx, Kit, client};
use crate::policy::document;
use crate::time::timestamp;

const LIST_KEYS: Action = Action::new("KMS", "ListKeys", "kms:ListKeys");
const LIST_ALIASES: Action = Action::new("KMS", "ListAliases", "kms:ListAliases");
const DESCRIBE_KEY: Action = Action::new("KMS", "DescribeKey", "kms:DescribeKey");
const GET_KEY_POLICY: Action = Action::new("KMS", "GetKeyPolicy", "kms:GetKeyPolicy");
const GET_KEY_ROTATION_STATUS: Action =
    Action::new("KMS", "GetKeyRotationStatus", "kms:GetKeyRotationStatus")
        .absent_when(&["UnsupportedOperationException"]);
const LIST_GRANTS: Action = Action::new("KMS", "ListGrants", "kms:ListGrants");
const LIST_RESOURCE_TAGS: Action = Action::new("KMS", "ListResourceTags", "kms:ListResourceTags");

const ACTIONS: &[Action] = &[
    LIST_KEYS,
    LIST_ALIASES,
    DESCRIBE_KEY,
    GET_KEY_POLICY,
    GET_KEY_ROTATION_STATUS,
    LIST_GRANTS,
    LIST_RESOURCE_TAGS,
];

/// Keys, their policies, and whether they rotate.
pub(crate) struct Kms;

#[async_trait]
impl Collector<Kit> for Kms {
    fn name(&self) -> &'static str {
        "kms"
    }

    fn scope(&self) -> Scope {
        Scope::Region
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[Key::TYPE]
    }

    async fn collect(&self, cx: &AwsCx) {
        let kms = client!(aws_sdk_kms, cx, ACTIONS);
        let keys = cx
            .list(
                LIST_KEYS,
                self.types(),
                |marker| sent(kms.list_keys().limit(1000).set_marker(marker).send()),
                |page| (page.keys.unwrap_or_default(), page.next_marker),
            )
            .await;
        if keys.is_empty() {
            return;
        }
        let aliases = aliases(cx, &kms).await;
        cx.each(keys, |entry| key(cx, &kms, &aliases, entry)).await;
    }
}

type Aliases = Observed<BTreeMap<String, Vec<String>>>;

/// The region's aliases by key id.
async fn aliases(cx: &AwsCx, kms: &Client) -> Aliases {
    let pages = cx
        .pages(
            LIST_ALIASES,
            |marker| sent(kms.list_aliases().limit(100).set_marker(marker).send()),
            |page| (page.aliases.unwrap_or_default(), page.next_marker),
        )
        .await;
    pages.observed().map(|aliases| {
        let mut by_key = BTreeMap::<String, Vec<String>>::new();
        for alias in aliases {
            if let (Some(key), Some(name)) = (alias.target_key_id, alias.alias_name) {
                by_key.entry(key).or_default().push(name);
            }
        }
        by_key.values_mut().for_each(|names| names.sort());
        by_key
    })
}

async fn key(cx: &AwsCx, kms: &Client, aliases: &Aliases, entry: KeyListEntry) {
    let (Some(id), Some(arn)) = (entry.key_id, entry.key_arn) else {
        return;
    };
    let described = cx
        .ask(DESCRIBE_KEY, || sent(kms.describe_key().key_id(&id).send()))
        .await
        .and_then(|answer| answer.key_metadata.into());
    let aliases = aliases.part(|by_key| Some(by_key.get(&id).cloned().unwrap_or_default()));
    let name = aliases
        .known()
        .and_then(|names| names.first())
        .unwrap_or(&id)
        .clone();
    let policy = cx
        .ask(GET_KEY_POLICY, || {
            sent(
                kms.get_key_policy()
                    .key_id(&id)
                    .policy_name("default")
                    .send(),
            )
        })
        .await
        .and_then(|answer| answer.policy.into())
        .and_then(|text: String| document(GET_KEY_POLICY, PolicyDocument::parse(&text)));
    let key = Key {
        manager: told(&described, manager),
        state: told(&described, |it| Some(it.key_state.as_ref()?.to_string())),
        usage: told(&described, usage),
        spec: told(&described, |it| Some(it.key_spec.as_ref()?.to_string())),
        origin: told(&described, |it| Some(it.origin.as_ref()?.to_string())),
        multi_region: described.part(|it| Some(it.multi_region.unwrap_or_default())),
        created_at: described.part(|it| it.creation_date.as_ref().and_then(timestamp)),
        deletion_at: described.part(|it| it.deletion_date.as_ref().and_then(timestamp)),
        material_expires_at: described.part(|it| it.valid_to.as_ref().and_then(timestamp)),
        aliases,
        policy,
        rotation: rotation(cx, kms, &id, &described).await,
        grants: grants(cx, kms, &id).await,
        tags: tags(cx, kms, &id).await,
        ..Key::at(arn, name, cx.account(), cx.region())
    };
    cx.emit(key);
}

/// What KMS tells of every key: an answer without it is no answer, and not "none configured".
fn told<T>(
    described: &Observed<KeyMetadata>,
    part: impl FnOnce(&KeyMetadata) -> Option<T>,
) -> Observed<T> {
    match described.part(part) {
        Observed::Absent => {
            Observed::Unknown(Fault::new(Reason::Malformed, None).gap(&DESCRIBE_KEY))
        }
        told => told,
    }
}

/// Symmetric keys have one usage, which moto therefore leaves out.
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html> (`KeyUsage`)
fn usage(key: &KeyMetadata) -> Option<String> {
    match (&key.key_usage, &key.key_spec) {
        (Some(usage), _) => Some(usage.to_string()),
        (None, Some(KeySpec::SymmetricDefault)) => Some(KeyUsageType::EncryptDecrypt.to_string()),
        _ => None,
    }
}

fn manager(key: &KeyMetadata) -> Option<KeyManager> {
    match key.key_manager.as_ref()? {
        KeyManagerType::Aws => Some(KeyManager::Aws),
        KeyManagerType::Customer => Some(KeyManager::Customer),
        _ => None,
    }
}

/// Asks about rotation, except for keys that cannot rotate by themselves.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html>
async fn rotation(
    cx: &AwsCx,
    kms: &Client,
    id: &str,
    described: &Observed<KeyMetadata>,
) -> Observed<Rotation> {
    let cannot = described.known().is_some_and(|key| {
        key.key_spec
            .as_ref()
            .is_some_and(|spec| *spec != KeySpec::SymmetricDefault)
            || key
                .origin
                .as_ref()
                .is_some_and(|origin| *origin != OriginType::AwsKms)
    });
    if cannot {
        return Observed::Absent;
    }
    cx.ask(GET_KEY_ROTATION_STATUS, || {
        sent(kms.get_key_rotation_status().key_id(id).send())
    })
    .await
    .map(|it| Rotation {
        enabled: it.key_rotation_enabled,
        period_days: it.rotation_period_in_days,
        next_at: it.next_rotation_date.as_ref().and_then(timestamp),
    })
}

async fn grants(cx: &AwsCx, kms: &Client, id: &str) -> Observed<Vec<Grant>> {
    let pages = cx
        .pages(
            LIST_GRANTS,
            |marker| {
                sent(
                    kms.list_grants()
                        .key_id(id)
                        .limit(100)
                        .set_marker(marker)
                        .send(),
                )
            },
            |page| (page.grants.unwrap_or_default(), page.next_marker),
        )
        .await;
    pages.observed().map(|grants| {
        let mut grants: Vec<_> = grants.into_iter().filter_map(grant).collect();
        grants.sort_by(|a, b| a.id.cmp(&b.id));
        grants
    })
}

fn grant(entry: GrantListEntry) -> Option<Grant> {
    let mut operations: Vec<_> = entry
        .operations
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    operations.sort();
    let mut constraints = BTreeMap::new();
    if let Some(given) = entry.constraints {
        for (kind, context) in [
            ("equals", given.encryption_context_equals),
            ("subset", given.encryption_context_subset),
        ] {
            if let Some(context) = context {
                constraints.insert(kind.to_owned(), context.into_iter().collect());
            }
        }
    }
    Some(Grant {
        id: entry.grant_id?,
        grantee: entry.grantee_principal,
        retiring_principal: entry.retiring_principal,
        issuing_account: entry.issuing_account,
        operations,
        constraints,
        created_at: entry.creation_date.as_ref().and_then(timestamp),
    })
}

async fn tags(cx: &AwsCx, kms: &Client, id: &str) -> bartizan_model::Tags {
    let pages = cx
        .pages(
            LIST_RESOURCE_TAGS,
            |marker| {
                sent(
                    kms.list_resource_tags()
                        .key_id(id)
                        .limit(50)
                        .set_marker(marker)
                        .send(),
                )
            },
            |page| (page.tags.unwrap_or_default(), page.next_marker),
        )
        .await;
    pages.observed().map(|tags| {
        tags.into_iter()
            .map(|tag| (tag.tag_key, tag.tag_value))
            .collect()
    })
}
