//! Everybody of the snapshots, to be asked about together.

use std::sync::Arc;

use bartizan_iam::{
    Arn, Attached, Caller, Compiled, Context, Dictionary, Known, PolicyDocument, Principal,
    PrincipalKind, Reach, Target, glob_matches,
};

use super::{Access, accounts};

impl Access {
    /// The users, roles and root users of the accounts that were looked at, with what is known of them: users and roles
    /// by ARN in order, then the root users by account.
    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach::with_facts(self.everybody().map(|it| self.with_facts(it)).collect())
    }

    /// A caller with what is known of all of its requests.
    #[must_use]
    pub fn with_facts(&self, caller: Caller) -> (Caller, Context) {
        let facts = accounts::of_caller(self, &caller);
        (caller, facts)
    }

    /// What is known of requests to a target, whoever makes them.
    #[must_use]
    pub fn known(&self, target: &Target) -> Known {
        accounts::of_target(self, target)
    }

    /// The accounts that were looked at, in order.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.audited_accounts()
    }

    fn everybody(&self) -> impl Iterator<Item = Caller> {
        let named = self
            .principals()
            .filter_map(|arn| Principal::parse(arn).ok());
        let roots = self.accounts().map(|account| {
            let partition = self.accounts.partition(account);
            Principal::root(partition, account)
        });
        named
            .chain(roots)
            .filter_map(|principal| self.caller(&principal).ok())
    }
}

/// Somebody whom a resource's own policy may let in and who is not among the principals of the snapshots.
#[derive(Debug, Clone)]
pub struct Stranger {
    /// What to call them: an ARN, for an account its root user's, a service's or provider's name, or `*`.
    pub name: String,
    /// Who asks. For an account a session of some role in it that may do whatever the account can give:
    /// [`Strange::AnyAccount`] has a number that no account has.
    pub caller: Caller,
    /// What is known of their requests.
    pub facts: Context,
    /// What they are.
    pub kind: Strange,
}

/// What a stranger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strange {
    /// Anybody, without a signature.
    Anyone,
    /// Anybody with an account of AWS that no policy names.
    AnyAccount,
    /// An account, and whomever it lets.
    Account,
    /// A user or role of an account that was not looked at.
    Principal,
    /// A service of AWS.
    Service,
    /// Somebody whom an identity provider vouches for.
    Federated,
}

/// The account that stands for one that nobody names.
const SOME_ACCOUNT: &str = "000000000001";

impl Access {
    /// Those whom the target's policy names and who are not among [`Access::reach`]'s callers.
    #[must_use]
    pub fn strangers(&self, target: &Target) -> Vec<Stranger> {
        let named = target.named();
        let mut strangers: Vec<Stranger> = Vec::new();
        let mut add = |principal: &Principal, kind| {
            if let Ok(caller) = self.caller(principal) {
                let (caller, facts) = self.with_facts(caller);
                strangers.push(Stranger {
                    name: principal.arn().to_owned(),
                    caller,
                    facts,
                    kind,
                });
            }
        };
        if named.everybody {
            add(&Principal::anonymous(), Strange::Anyone);
        }
        for principal in &named.principals {
            let known = principal
                .account()
                .is_some_and(|it| self.accounts.is_audited(it));
            let kind = match principal.kind() {
                _ if known => continue,
                PrincipalKind::Root => continue,
                PrincipalKind::Service => Strange::Service,
                PrincipalKind::WebIdentity | PrincipalKind::Saml => Strange::Federated,
                PrincipalKind::Anonymous => Strange::Anyone,
                _ => Strange::Principal,
            };
            add(principal, kind);
        }
        let accounts = named
            .principals
            .iter()
            .filter(|it| it.kind() == PrincipalKind::Root);
        let accounts = accounts.filter_map(|it| Some((it.account()?, it.arn(), Strange::Account)));
        let any = (SOME_ACCOUNT, "*", Strange::AnyAccount);
        let accounts = accounts.chain(named.everybody.then_some(any));
        for (account, name, kind) in accounts.filter(|it| !self.accounts.is_audited(it.0)) {
            strangers.extend(self.of_account(account).map(|(caller, facts)| Stranger {
                name: name.to_owned(),
                caller,
                facts,
                kind,
            }));
        }
        strangers
    }

    /// Somebody of an account whom it gives whatever it can. Not the root user, who assumes no roles; and a session,
    /// of which nobody knows the role's path, so that what a policy says of it stays open.
    fn of_account(&self, account: &str) -> Option<(Caller, Context)> {
        let arn = format!("arn:aws:sts::{account}:assumed-role/any/any");
        let everything = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let document = PolicyDocument::parse(everything).ok()?;
        let mut caller = Caller::new(Principal::parse(&arn).ok()?);
        let policy = Arc::new(Compiled::new(&document));
        caller
            .identity
            .push(Attached::new("whatever its account allows", policy));
        Some(self.with_facts(caller))
    }

    /// The resources of the snapshots that a pattern with `*` and `?` matches, as an action is asked about them; a pattern
    /// without wildcards is itself. Snapshots hold no objects: `arn:aws:s3:::b*/logs/*` becomes `arn:aws:s3:::bucket/logs/*`
    /// for each bucket, which is the name of an object that only patterns match which match all of those.
    #[must_use]
    pub fn matching(&self, pattern: &str, action: &str) -> Vec<String> {
        if pattern == "*" && !has_resources(action) || !pattern.contains(['*', '?']) {
            return vec![pattern.to_owned()];
        }
        let objects = is_about_objects(action);
        let mut all: Vec<String> = Vec::new();
        for bucket in self.resources.buckets.keys() {
            // The account's partition is in no bucket's own index; its ARN is asked for as it is written.
            let partition = pattern.split(':').nth(1).filter(|it| !it.contains('*'));
            let arn = format!("arn:{}:s3:::{bucket}", partition.unwrap_or("aws"));
            match (objects, pattern.split_once('/')) {
                (false, _) => all.push(arn),
                (true, Some((buckets, key))) if glob_matches(buckets, &arn) => {
                    all.push(format!("{arn}/{key}"));
                }
                (true, _) => all.push(format!("{arn}/*")),
            }
        }
        all.extend(self.resources.arns().map(str::to_owned));
        all.extend(self.principals().map(str::to_owned));
        all.retain(|arn| glob_matches(pattern, arn) && is_asked_about(action, arn));
        all.sort();
        all.dedup();
        all
    }

    /// The customer's key that new objects of a bucket are encrypted with, if that is known to be so.
    #[must_use]
    pub fn key_of(&self, resource: &str) -> Option<&str> {
        self.bucket_of(&Arn::parse(resource)?)?.key.as_deref()
    }

    /// Where resources could not be listed, in words.
    pub fn unseen(&self) -> impl Iterator<Item = String> {
        self.gaps.iter().map(|gap| {
            let place = gap
                .region
                .as_deref()
                .map_or_else(String::new, |it| format!(" in {it}"));
            let hides = gap.hides.join(", ");
            format!(
                "{hides} of account {}{place}: {}",
                gap.account,
                super::words(&gap.gap)
            )
        })
    }
}

fn has_resources(action: &str) -> bool {
    let listed = Dictionary::get().action(action);
    listed.is_none_or(|action| action.resources().next().is_some())
}

/// Whether an action is about objects rather than buckets.
fn is_about_objects(action: &str) -> bool {
    let Some(listed) = Dictionary::get().action(action) else {
        return false;
    };
    listed
        .resources()
        .any(|it| it.resource_type.name() == "object")
}

/// Whether the ARN is of a type that the action works on; of an action that is not known all are.
fn is_asked_about(action: &str, arn: &str) -> bool {
    let Some(listed) = Dictionary::get().action(action) else {
        return true;
    };
    let mut types = listed.resources();
    types.any(|it| glob_matches(it.resource_type.arn_pattern(), arn))
}
