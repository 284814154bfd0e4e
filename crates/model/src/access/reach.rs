//! Everybody of the snapshots, to be asked about together.

use bartizan_iam::{Caller, Context, Known, Principal, Reach, Target};

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
