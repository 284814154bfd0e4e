//! Who can do what: many callers, indexed once and asked about together.
//!
//! [`Reach`] answers for all callers at once what [`decide`](crate::decide) answers for one, and never otherwise: which
//! are allowed, which are allowed under conditions, and of which it is not known. Why, `decide` tells for each.

use crate::context::Context;
use crate::decide::{Caller, Decision, Target, account_of};

mod asking;
mod bits;
mod classes;
mod facts;
mod index;
mod layers;
mod names;
mod outcome;
mod people;
mod recalled;
mod resource;
mod resources;
mod set;
mod settle;
mod somewhere;
mod strangers;

pub use asking::Asking;
pub use bits::Bits;
pub use somewhere::Somewhere;
pub use strangers::NamedPrincipals;

use classes::Columns;
use facts::CallerKeys;
use index::Index;
use outcome::Found;
use people::People;

/// Callers with all that is known of them, indexed to be asked about together.
///
/// ```
/// use std::sync::Arc;
/// use bartizan_iam::{Attached, Caller, Compiled, Known, PolicyDocument, Principal, Reach, Target};
///
/// let document = PolicyDocument::parse(
///     r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"}}"#,
/// )?;
/// let policy = Arc::new(Compiled::new(&document));
/// let mut ana = Caller::new(Principal::parse("arn:aws:iam::111122223333:user/ana")?);
/// ana.identity.push(Attached::new("reader", policy));
/// let ben = Caller::new(Principal::parse("arn:aws:iam::111122223333:user/ben")?);
///
/// let reach = Reach::new(vec![ana, ben]);
/// let object = Target::new("arn:aws:s3:::reports/2026/q3.pdf");
/// let reached = reach.who_can("s3:GetObject", &object, &Known::default());
/// assert_eq!(reached.certain.iter().collect::<Vec<_>>(), [0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Reach {
    callers: Vec<Caller>,
    facts: Vec<Context>,
    index: Index,
    people: People,
    caller_keys: CallerKeys,
    columns: Columns,
    nobody: Bits,
    /// For each statement for any resource for whom its conditions hold, where that does not depend on the resource.
    conditions: Vec<Option<Found>>,
}

/// What is known of requests to a target, beside what is known of each caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Whoever asks. What it gives counts before what is known of the caller.
    pub all: Context,
    /// Where the caller is of the resource's account.
    pub own: Context,
}

impl Known {
    fn is_empty(&self) -> bool {
        self.all.is_empty() && self.own.is_empty()
    }
}

/// Who can do something, as indices of [`Reach::callers`]. Nobody is in two of the sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    /// [`Decision::Allowed`].
    pub certain: Bits,
    /// [`Decision::Conditional`].
    pub conditional: Bits,
    /// [`Decision::Unknown`].
    pub unknown: Bits,
}

impl Reached {
    /// Nobody of so many callers.
    #[must_use]
    pub fn nobody(callers: usize) -> Self {
        Self {
            certain: Bits::none(callers),
            conditional: Bits::none(callers),
            unknown: Bits::none(callers),
        }
    }

    /// Whether nobody can, not even perhaps.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.certain.is_empty() && self.conditional.is_empty() && self.unknown.is_empty()
    }
}

/// A decision, as far as the sets tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Certain,
    Conditional,
    Unknown,
    Denied,
}

impl Kind {
    const fn of(decision: &Decision) -> Self {
        match decision {
            Decision::Allowed => Self::Certain,
            Decision::Conditional { .. } => Self::Conditional,
            Decision::Unknown { .. } => Self::Unknown,
            Decision::DeniedExplicitly | Decision::DeniedImplicitly => Self::Denied,
        }
    }
}

impl Reach {
    /// Indexes callers of whom nothing is known but their policies.
    #[must_use]
    pub fn new(callers: Vec<Caller>) -> Self {
        let facts = |caller| (caller, Context::new());
        Self::with_facts(callers.into_iter().map(facts).collect())
    }

    /// Indexes callers, each with what is known of all of its requests, such as its tags.
    #[must_use]
    pub fn with_facts(callers: Vec<(Caller, Context)>) -> Self {
        let (callers, facts): (Vec<_>, Vec<_>) = callers.into_iter().unzip();
        let mut reach = Self {
            index: Index::new(&callers),
            people: People::new(&callers),
            caller_keys: CallerKeys::new(&facts),
            columns: Columns::default(),
            nobody: Bits::none(callers.len()),
            conditions: Vec::new(),
            callers,
            facts,
        };
        let rules = reach.index.anywhere();
        let found = rules.map(|(policy, rule)| {
            let conditional = !rule.is_unconditional();
            conditional
                .then(|| Found::new(&reach, policy, rule))
                .flatten()
        });
        reach.conditions = found.collect();
        reach
    }

    /// The callers in the order in which they were given.
    #[must_use]
    pub fn callers(&self) -> &[Caller] {
        &self.callers
    }

    /// Who can do this to that. What is not known leaves it open, as in [`Mode::Discovery`].
    #[must_use]
    pub fn who_can(&self, action: &str, target: &Target, known: &Known) -> Reached {
        self.asking(action).who_can(target, known)
    }

    /// One action, to be asked about on many resources.
    #[must_use]
    pub fn asking<'r>(&'r self, action: &'r str) -> Asking<'r> {
        Asking::new(self, action)
    }

    /// The context of a request: what is known of the caller with this index and of the target. For
    /// [`decide`](crate::decide), whose answer to one caller is what [`Reach::who_can`] says of it.
    #[must_use]
    pub fn context(&self, at: usize, target: &Target, known: &Known) -> Context {
        let mut context = self.facts.get(at).cloned().unwrap_or_default();
        let caller = self.callers.get(at);
        if caller.is_some_and(|caller| is_own(caller, target)) {
            context.add(&known.own);
        }
        context.add(&known.all);
        context
    }
}

/// Whether the caller is of the account that the resource is known to belong to.
fn is_own(caller: &Caller, target: &Target) -> bool {
    let account = caller.principal.account();
    account.is_some() && account == account_of(target)
}
