//! What would have to be true for a request to be allowed, when not everything about it is known.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

mod json;
mod simplify;

/// The opposite of `Null` with `true`, which has no operator of its own.
pub(crate) const NOT_NULL: &str = "not Null";

/// Beyond this many parts a formula helps nobody, and is not built.
pub(crate) const LARGEST: usize = 2_000;

/// A formula over what is not known about a request, negations at its leaves only.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Residual {
    /// Holds whatever is not known turns out to be.
    Always,
    /// Cannot hold.
    #[default]
    Never,
    /// One thing has to be so, or (`holds` false) must not be so.
    Requirement {
        /// What.
        atom: Atom,
        /// Whether it has to hold or must not.
        holds: bool,
    },
    /// All of these.
    All(Vec<Residual>),
    /// At least one of these.
    Any(Vec<Residual>),
}

/// One thing that is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// Whether a condition holds.
    Condition(Arc<Wanted>),
    /// Whether the resource matches a pattern with a variable whose value is not known.
    Resource(Arc<str>),
    /// Whether the role's session is the one with this ARN.
    Session(Arc<str>),
    /// What an unread policy says.
    Unread {
        /// The policy's name and why it was not read.
        policy: Arc<Unread>,
        /// Its Denies; otherwise its Allows.
        denies: bool,
    },
    /// Whether a condition holds whose operator AWS does not have, or not yet.
    Unsupported(Arc<Wanted>),
}

/// A policy that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The policy's name.
    pub policy: Box<str>,
    /// Why it was not read.
    pub reason: Box<str>,
}

/// A condition as people read it: operator, key, and values of which one has to match.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub(crate) operator: Box<str>,
    pub(crate) inverse: Box<str>,
    pub(crate) key: Box<str>,
    pub(crate) values: Box<[Box<str>]>,
    /// `${…}` in the values is text.
    pub(crate) literal: bool,
}

impl Wanted {
    /// The operator, in the form that is not negated.
    #[must_use]
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// The operator that says the opposite.
    #[must_use]
    pub fn inverse(&self) -> &str {
        &self.inverse
    }

    /// The condition key as written.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The values, sorted.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| &**value)
    }
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Wanted {}

impl PartialOrd for Wanted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Wanted {
    fn cmp(&self, other: &Self) -> Ordering {
        if std::ptr::eq(self, other) {
            return Ordering::Equal;
        }
        // The case of keys does not count.
        let key = |wanted: &Self| wanted.key.to_ascii_lowercase();
        let same_case = self.key == other.key;
        let keys = if same_case {
            Ordering::Equal
        } else {
            key(self).cmp(&key(other))
        };
        keys.then_with(|| self.operator.cmp(&other.operator))
            .then_with(|| self.values.cmp(&other.values))
            .then_with(|| self.literal.cmp(&other.literal))
    }
}

impl Residual {
    pub(crate) const fn atom(atom: Atom, holds: bool) -> Self {
        Self::Requirement { atom, holds }
    }

    /// Both. Constants, which nearly all are, need nothing put together.
    #[inline]
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, same) | (same, Self::Always) => same,
            (one, two) => one.and_open(two),
        }
    }

    #[cold]
    fn and_open(self, other: Self) -> Self {
        match (self, other) {
            (Self::All(mut all), Self::All(more)) => {
                all.extend(more);
                Self::All(all)
            }
            (Self::All(mut all), one) | (one, Self::All(mut all)) => {
                all.push(one);
                Self::All(all)
            }
            (one, two) => Self::All(vec![one, two]),
        }
    }

    /// At least one.
    #[inline]
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Always, _) | (_, Self::Always) => Self::Always,
            (Self::Never, same) | (same, Self::Never) => same,
            (one, two) => one.or_open(two),
        }
    }

    #[cold]
    fn or_open(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any(mut any), Self::Any(more)) => {
                any.extend(more);
                Self::Any(any)
            }
            (Self::Any(mut any), one) | (one, Self::Any(mut any)) => {
                any.push(one);
                Self::Any(any)
            }
            (one, two) => Self::Any(vec![one, two]),
        }
    }

    /// The opposite.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::Requirement { atom, holds } => Self::Requirement {
                atom,
                holds: !holds,
            },
            Self::All(parts) => Self::Any(parts.into_iter().map(Self::not).collect()),
            Self::Any(parts) => Self::All(parts.into_iter().map(Self::not).collect()),
        }
    }

    /// How many requirements it names.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Always | Self::Never => 0,
            Self::Requirement { .. } => 1,
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::size).sum(),
        }
    }

    /// What is not known, in the order of the formula.
    pub fn atoms(&self) -> Vec<&Atom> {
        match self {
            Self::Always | Self::Never => Vec::new(),
            Self::Requirement { atom, .. } => vec![atom],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::atoms).collect(),
        }
    }
}

impl fmt::Display for Residual {
    /// One line: `aws:SourceVpc StringEquals vpc-1 and (… or …)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, word) = match self {
            Self::Always => return f.write_str("nothing"),
            Self::Never => return f.write_str("what cannot be"),
            Self::Requirement { atom, holds } => return atom.write(*holds, f),
            Self::All(parts) => (parts, " and "),
            Self::Any(parts) => (parts, " or "),
        };
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                f.write_str(word)?;
            }
            match part {
                Self::All(_) | Self::Any(_) => write!(f, "({part})")?,
                _ => write!(f, "{part}")?,
            }
        }
        Ok(())
    }
}

impl Atom {
    fn write(&self, holds: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if holds { "" } else { "not " };
        match self {
            Self::Condition(wanted) => {
                let operator = if holds {
                    &wanted.operator
                } else {
                    &wanted.inverse
                };
                wanted.write(operator, f)
            }
            Self::Unsupported(wanted) => {
                f.write_str(not)?;
                wanted.write(&wanted.operator, f)
            }
            Self::Resource(pattern) => write!(f, "the resource is {not}`{pattern}`"),
            Self::Session(arn) => write!(f, "the session is {not}`{arn}`"),
            Self::Unread { policy, denies } => {
                let verb = match (denies, holds) {
                    (true, true) => "denies it",
                    (true, false) => "does not deny it",
                    (false, true) => "allows it",
                    (false, false) => "does not allow it",
                };
                write!(
                    f,
                    "`{}` {verb} (not read: {})",
                    policy.policy, policy.reason
                )
            }
        }
    }
}

impl Wanted {
    fn write(&self, operator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if operator == NOT_NULL {
            return write!(f, "{} Null `false`", self.key);
        }
        write!(f, "{} {operator}", self.key)?;
        match &*self.values {
            [one] => write!(f, " `{one}`"),
            many => {
                f.write_str(" [")?;
                for (at, value) in many.iter().enumerate() {
                    let comma = if at > 0 { ", " } else { "" };
                    write!(f, "{comma}`{value}`")?;
                }
                f.write_str("]")
            }
        }
    }
}
