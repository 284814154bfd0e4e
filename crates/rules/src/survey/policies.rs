//! Managed policies that make administrators, and the groups that hand them on.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use bartizan_iam::{PolicyDocument, Power, makes_administrator, policy_powers};
use bartizan_model::aws::iam::{AttachedPolicy, Group, InlinePolicy, Policy};
use bartizan_model::{Gap, Observed, Reason};

/// What is known of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It makes an administrator.
    Administrator,
    /// It does not.
    Less,
    /// It could not be read.
    Unknown(Gap),
}

/// Managed policies by account and ARN.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    /// By the hash of account and ARN, which an account with thousands of policies can afford. The hash is keyed, so
    /// that nobody can make two policies meet.
    standing: HashMap<u64, Small>,
    /// Those that read all data, by the same hash.
    readers: HashSet<u64>,
    unread: Vec<Gap>,
    keyed: RandomState,
    /// By account: to how much AWSSupportAccess is attached.
    support: BTreeMap<String, i32>,
}

/// A [`Standing`] in few bytes; most policies are nothing special.
#[derive(Debug, Clone, Copy)]
enum Small {
    Administrator,
    Less,
    /// The place in `unread`.
    Unknown(u32),
}

/// What facts need of a policy.
#[derive(Debug)]
pub(super) struct PolicyNote {
    account: String,
    arn: String,
    standing: Standing,
    /// Whether it reads all data.
    reads: bool,
    /// Of AWSSupportAccess: to how much it is attached.
    support: Option<i32>,
}

/// Groups by account and name.
#[derive(Debug, Default)]
pub(crate) struct Groups(BTreeMap<(String, String), GroupNote>);

/// What a group hands on.
#[derive(Debug)]
pub(crate) struct GroupNote {
    account: String,
    name: String,
    pub(crate) attached: Vec<AttachedPolicy>,
    /// The inline policies that make administrators.
    pub(crate) inline: Observed<Vec<String>>,
}

/// Reads whether a document makes an administrator.
pub(crate) fn standing(
    document: &Observed<PolicyDocument>,
    holder: &str,
    account: &str,
) -> Standing {
    let partition = holder.split(':').nth(1).unwrap_or("aws");
    match document {
        Observed::Unknown(gap) => Standing::Unknown(gap.clone()),
        Observed::Absent => Standing::Less,
        Observed::Known(document) => match makes_administrator(document, partition, account) {
            Ok(true) => Standing::Administrator,
            Ok(false) => Standing::Less,
            Err(_) => Standing::Unknown(Gap {
                action: "iam:GetAccountAuthorizationDetails".into(),
                reason: Reason::Malformed,
                code: None,
            }),
        },
    }
}

/// Whether a document reads every object and every table there is, under no condition.
pub(crate) fn reads_all_data(document: &PolicyDocument, holder: &str, account: &str) -> bool {
    let partition = holder.split(':').nth(1).unwrap_or("aws");
    let Ok(powers) = policy_powers(document, partition, account) else {
        return false;
    };
    let gives = |wanted: Power| {
        powers.iter().any(|it| {
            let enough = it.power == wanted || it.power == Power::Everything;
            enough && it.conditions.is_empty()
        })
    };
    gives(Power::ReadAnyObject) && gives(Power::ReadAnyTable)
}

/// The names of the inline policies that make administrators.
pub(crate) fn inline(
    policies: &[InlinePolicy],
    holder: &str,
    account: &str,
) -> Observed<Vec<String>> {
    let mut names = Vec::new();
    let mut missing = None;
    for policy in policies {
        match standing(&policy.document, holder, account) {
            Standing::Administrator => names.push(policy.name.clone()),
            Standing::Less => {}
            Standing::Unknown(gap) => missing = Some(gap),
        }
    }
    match missing {
        // One that does is enough to know.
        Some(gap) if names.is_empty() => Observed::Unknown(gap),
        _ => Observed::Known(names),
    }
}

pub(super) fn policy(text: &str) -> serde_json::Result<Box<PolicyNote>> {
    let policy: Policy = serde_json::from_str(text)?;
    let support =
        (policy.id.ends_with(":iam::aws:policy/AWSSupportAccess")).then_some(policy.attachments);
    Ok(Box::new(PolicyNote {
        standing: standing(&policy.document, &policy.id, &policy.account),
        reads: policy
            .document
            .known()
            .is_some_and(|document| reads_all_data(document, &policy.id, &policy.account)),
        support,
        account: policy.account,
        arn: policy.id,
    }))
}

pub(super) fn group(text: &str) -> serde_json::Result<Box<GroupNote>> {
    let group: Group = serde_json::from_str(text)?;
    Ok(Box::new(GroupNote {
        inline: inline(&group.inline_policies, &group.id, &group.account),
        account: group.account,
        name: group.name,
        attached: group.attached_policies,
    }))
}

impl Policies {
    pub(super) fn keep(&mut self, note: PolicyNote) -> usize {
        if let Some(attachments) = note.support {
            self.support.insert(note.account.clone(), attachments);
        }
        let key = self.key(&note.account, &note.arn);
        let (small, bytes) = match note.standing {
            Standing::Administrator => (Small::Administrator, 32),
            Standing::Less => (Small::Less, 32),
            Standing::Unknown(gap) => {
                let place = self.unread.iter().position(|it| *it == gap);
                let place = place.unwrap_or(self.unread.len());
                if place == self.unread.len() {
                    self.unread.push(gap);
                }
                (Small::Unknown(u32::try_from(place).unwrap_or(u32::MAX)), 32)
            }
        };
        self.standing.insert(key, small);
        if note.reads {
            self.readers.insert(key);
        }
        bytes
    }

    fn key(&self, account: &str, arn: &str) -> u64 {
        self.keyed.hash_one((account, arn))
    }

    /// What is known of a policy of an account; none when it is not in the snapshot.
    pub(crate) fn of(&self, account: &str, arn: &str) -> Option<Standing> {
        let small = self.standing.get(&self.key(account, arn))?;
        Some(match *small {
            Small::Administrator => Standing::Administrator,
            Small::Less => Standing::Less,
            Small::Unknown(place) => {
                let gap = usize::try_from(place)
                    .ok()
                    .and_then(|it| self.unread.get(it));
                Standing::Unknown(gap.cloned().unwrap_or_default())
            }
        })
    }

    /// Whether a policy of an account reads all data.
    pub(crate) fn reads_all_data(&self, account: &str, arn: &str) -> bool {
        self.readers.contains(&self.key(account, arn))
    }

    /// To how many users, groups and roles AWSSupportAccess is attached.
    pub(crate) fn support(&self, account: &str) -> i32 {
        self.support.get(account).copied().unwrap_or_default()
    }
}

impl Groups {
    pub(super) fn keep(&mut self, note: GroupNote) -> usize {
        let attached: usize = note
            .attached
            .iter()
            .map(|it| it.arn.len() + it.name.len() + 64)
            .sum();
        let bytes = 192 + note.name.len() + attached;
        self.0
            .insert((note.account.clone(), note.name.clone()), note);
        bytes
    }

    /// A group of an account by name.
    pub(crate) fn get(&self, account: &str, name: &str) -> Option<&GroupNote> {
        self.0.get(&(account.to_owned(), name.to_owned()))
    }
}
