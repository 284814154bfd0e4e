//! GetAccountAuthorizationDetails: every user, group, role and policy, a thousand an answer.

use std::collections::BTreeMap;

use aws_sdk_iam::Client;
use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput as Page;
use aws_sdk_iam::types as sdk;
use bartizan_collect::Action;
use bartizan_iam::PolicyDocument;
use bartizan_model::aws::iam::{
    AttachedPolicy, Group, InlinePolicy, LastUse, Policy, PolicyManager, Role, User,
};
use bartizan_model::{Observed, ResourceType, Tags};

use super::last_accessed::LastAccessed;
use super::sessions::{self, Sessions};
use super::{GET_DETAILS, LIST_POLICY_TAGS, users};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::policy::document;
use crate::time::timestamp;

/// Lists everything, then asks what the listing does not tell.
pub(super) async fn collect(cx: &AwsCx, client: &Client) {
    let pages = cx.pages(
        GET_DETAILS,
        |marker| {
            sent(
                client
                    .get_account_authorization_details()
                    .max_items(1000)
                    .set_marker(marker)
                    .send(),
            )
        },
        |mut page: Page| {
            let next = page.marker.take();
            (vec![page], next)
        },
    );
    let (pages, sessions) = futures::join!(pages, sessions::sessions(cx, client));
    if let Some(gap) = &pages.gap {
        cx.hide(
            gap.clone(),
            &[Group::TYPE, Policy::TYPE, Role::TYPE, User::TYPE],
        );
    }
    let (mut found_users, mut roles) = (Vec::new(), Vec::new());
    let (mut groups, mut policies) = (Vec::new(), Vec::new());
    for page in pages.items {
        found_users.extend(
            page.user_detail_list
                .unwrap_or_default()
                .into_iter()
                .filter_map(|it| user(cx, it)),
        );
        groups.extend(page.group_detail_list.unwrap_or_default());
        policies.extend(page.policies.unwrap_or_default());
        roles.extend(
            page.role_detail_list
                .unwrap_or_default()
                .into_iter()
                .filter_map(|it| role(cx, &sessions, it)),
        );
    }
    let members = match pages.gap {
        Some(gap) => Observed::Unknown(gap),
        None => Observed::Known(members(&found_users)),
    };
    for group in groups.into_iter().filter_map(|it| group(cx, &members, it)) {
        cx.emit(group);
    }
    let in_use = |it: &sdk::ManagedPolicyDetail| {
        !is_aws_managed(it.arn.as_deref().unwrap_or_default())
            || it.attachment_count.unwrap_or_default() > 0
            || it.permissions_boundary_usage_count.unwrap_or_default() > 0
    };
    futures::join!(
        cx.each(policies.into_iter().filter(in_use), |it| policy(
            cx, client, it
        )),
        principals(cx, client, found_users, roles),
    );
}

/// Hands over roles and users, with what takes calls for each of them.
async fn principals(cx: &AwsCx, client: &Client, mut users: Vec<User>, roles: Vec<Role>) {
    let arns = users.iter().map(|user| &user.id);
    let arns = arns.chain(roles.iter().map(|role| &role.id));
    let mut used = LastAccessed::read(cx, client, arns.cloned().collect()).await;
    for mut role in roles {
        role.last_accessed = used.take(&role.id);
        cx.emit(role);
    }
    for user in &mut users {
        user.last_accessed = used.take(&user.id);
    }
    credentials(cx, client, users).await;
}

async fn credentials(cx: &AwsCx, client: &Client, found: Vec<User>) {
    let report = super::credential_report(cx, client).await;
    cx.each(found, |user| users::collect(cx, client, &report, user))
        .await;
}

/// The names of users by group.
fn members(users: &[User]) -> BTreeMap<String, Vec<String>> {
    let mut members = BTreeMap::<String, Vec<String>>::new();
    for user in users {
        for group in &user.groups {
            members
                .entry(group.clone())
                .or_default()
                .push(user.name.clone());
        }
    }
    members.values_mut().for_each(|names| names.sort());
    members
}

fn user(cx: &AwsCx, it: sdk::UserDetail) -> Option<User> {
    let mut groups = it.group_list.unwrap_or_default();
    groups.sort();
    Some(User {
        path: it.path.unwrap_or_default(),
        unique_id: it.user_id.unwrap_or_default(),
        created_at: it.create_date.as_ref().and_then(timestamp),
        groups,
        attached_policies: attached(it.attached_managed_policies),
        inline_policies: inline(it.user_policy_list),
        permissions_boundary: it
            .permissions_boundary
            .and_then(|boundary| boundary.permissions_boundary_arn),
        tags: tags(it.tags),
        ..User::at(it.arn?, it.user_name?, cx.account(), None)
    })
}

fn group(
    cx: &AwsCx,
    members: &Observed<BTreeMap<String, Vec<String>>>,
    it: sdk::GroupDetail,
) -> Option<Group> {
    let name = it.group_name?;
    Some(Group {
        path: it.path.unwrap_or_default(),
        unique_id: it.group_id.unwrap_or_default(),
        created_at: it.create_date.as_ref().and_then(timestamp),
        members: members.part(|members| Some(members.get(&name).cloned().unwrap_or_default())),
        attached_policies: attached(it.attached_managed_policies),
        inline_policies: inline(it.group_policy_list),
        ..Group::at(it.arn?, name, cx.account(), None)
    })
}

fn role(cx: &AwsCx, sessions: &Sessions, it: sdk::RoleDetail) -> Option<Role> {
    let name = it.role_name?;
    let profiles = it.instance_profile_list.unwrap_or_default();
    let mut instance_profiles: Vec<_> = profiles
        .into_iter()
        .map(|profile| profile.instance_profile_name)
        .collect();
    instance_profiles.sort();
    let last_used = it.role_last_used.and_then(|used| {
        let at = timestamp(used.last_used_date.as_ref()?)?;
        Some(LastUse {
            at,
            region: used.region,
            service: None,
        })
    });
    Some(Role {
        path: it.path.unwrap_or_default(),
        unique_id: it.role_id.unwrap_or_default(),
        created_at: it.create_date.as_ref().and_then(timestamp),
        trust_policy: encoded(it.assume_role_policy_document.as_deref()),
        attached_policies: attached(it.attached_managed_policies),
        inline_policies: inline(it.role_policy_list),
        permissions_boundary: it
            .permissions_boundary
            .and_then(|boundary| boundary.permissions_boundary_arn),
        last_used,
        instance_profiles,
        max_session_seconds: sessions::of(sessions, &name),
        tags: tags(it.tags),
        ..Role::at(it.arn?, name, cx.account(), None)
    })
}

async fn policy(cx: &AwsCx, client: &Client, it: sdk::ManagedPolicyDetail) {
    let (Some(arn), Some(name)) = (it.arn, it.policy_name) else {
        return;
    };
    let versions = it.policy_version_list.unwrap_or_default();
    let in_force = versions.iter().find(|version| version.is_default_version);
    let aws_managed = is_aws_managed(&arn);
    let policy = Policy {
        path: it.path.unwrap_or_default(),
        manager: if aws_managed {
            PolicyManager::Aws
        } else {
            PolicyManager::Customer
        },
        default_version: it.default_version_id.unwrap_or_default(),
        document: encoded(in_force.and_then(|version| version.document.as_deref())),
        attachments: it.attachment_count.unwrap_or_default(),
        boundary_uses: it.permissions_boundary_usage_count.unwrap_or_default(),
        created_at: it.create_date.as_ref().and_then(timestamp),
        updated_at: it.update_date.as_ref().and_then(timestamp),
        // AWS's own policies carry no tags of ours.
        tags: if aws_managed {
            Observed::Absent
        } else {
            policy_tags(cx, client, &arn).await
        },
        ..Policy::at(arn, name, cx.account(), None)
    };
    cx.emit(policy);
}

async fn policy_tags(cx: &AwsCx, client: &Client, arn: &str) -> Tags {
    list_tags(cx, LIST_POLICY_TAGS, |marker| async move {
        let page = sent(
            client
                .list_policy_tags()
                .policy_arn(arn)
                .set_marker(marker)
                .send(),
        )
        .await?;
        Ok((page.tags, page.marker))
    })
    .await
}

/// Drains a listing of tags.
pub(super) async fn list_tags<Fut>(
    cx: &AwsCx,
    action: Action,
    fetch: impl Fn(Option<String>) -> Fut,
) -> Tags
where
    Fut: Future<Output = Result<(Vec<sdk::Tag>, Option<String>), bartizan_collect::Fault>>,
{
    let pages = cx.pages(action, fetch, |page| page).await;
    pages
        .observed()
        .map(|tags| tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
}

/// A document in IAM's URL-encoding. That there is none would be IAM's mistake, not a fact about the account.
fn encoded(text: Option<&str>) -> Observed<PolicyDocument> {
    document(
        GET_DETAILS,
        PolicyDocument::parse_encoded(text.unwrap_or_default()),
    )
}

fn attached(policies: Option<Vec<sdk::AttachedPolicy>>) -> Vec<AttachedPolicy> {
    let policies = policies.unwrap_or_default().into_iter();
    let mut attached: Vec<_> = policies
        .filter_map(|it| {
            Some(AttachedPolicy {
                arn: it.policy_arn?,
                name: it.policy_name?,
            })
        })
        .collect();
    attached.sort_by(|a, b| a.arn.cmp(&b.arn));
    attached
}

fn inline(policies: Option<Vec<sdk::PolicyDetail>>) -> Vec<InlinePolicy> {
    let policies = policies.unwrap_or_default().into_iter();
    let mut inline: Vec<_> = policies
        .filter_map(|it| {
            Some(InlinePolicy {
                document: encoded(it.policy_document.as_deref()),
                name: it.policy_name?,
            })
        })
        .collect();
    inline.sort_by(|a, b| a.name.cmp(&b.name));
    inline
}

fn tags(tags: Option<Vec<sdk::Tag>>) -> Tags {
    Observed::Known(
        tags.unwrap_or_default()
            .into_iter()
            .map(|tag| (tag.key, tag.value))
            .collect(),
    )
}

/// AWS's own policies live in an account called `aws`.
fn is_aws_managed(arn: &str) -> bool {
    arn.split(':').nth(4) == Some("aws")
}
