//! What statements came to for resources of an account, kept for its next resource.
//!
//! Where a statement's patterns hold no variable and match, and nothing is known of the request but whose the
//! resource is, its conditions say the same of every resource of that account.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::index::Policy;
use super::outcome::{Asks, Outcome};
use crate::compile::Rule;

/// How many bytes of outcomes are kept, about.
const MOST_BYTES: usize = 64 << 20;

/// What statements came to.
#[derive(Default)]
pub(super) struct Recalled(RefCell<Kept>);

#[derive(Default)]
struct Kept {
    /// The accounts, numbered; none for one that is not known.
    accounts: HashMap<Option<Box<str>>, u32>,
    /// By the account's number, and where in memory the policy and the statement are.
    outcomes: HashMap<(u32, usize, usize), Arc<Outcome>>,
    bytes: usize,
}

impl Recalled {
    /// For whom of its holders a policy's statement applies to the resource.
    pub(super) fn outcome(&self, asks: &Asks<'_>, policy: &Policy, rule: &Rule) -> Arc<Outcome> {
        let callers = asks.reach.callers.len();
        let work_out = || Arc::new(asks.rule(rule, || policy.holders.to_bits(callers)).0);
        if !asks.known.is_empty() || !rule.surely_means(&asks.target.resource) {
            return work_out();
        }
        let place = |account| {
            let [policy, rule] = [
                std::ptr::from_ref(policy).addr(),
                std::ptr::from_ref(rule).addr(),
            ];
            (account, policy, rule)
        };
        let place = place(self.account(asks.account));
        if let Some(known) = self.0.borrow().outcomes.get(&place) {
            return Arc::clone(known);
        }
        let outcome = work_out();
        let mut kept = self.0.borrow_mut();
        let bytes = 128 + outcome.sets() * callers.div_ceil(8);
        if kept.bytes + bytes <= MOST_BYTES {
            kept.bytes += bytes;
            kept.outcomes.insert(place, Arc::clone(&outcome));
        }
        outcome
    }

    fn account(&self, account: Option<&str>) -> u32 {
        let accounts = &mut self.0.borrow_mut().accounts;
        let next = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        *accounts.entry(account.map(Into::into)).or_insert(next)
    }
}
