//! The actions of a statement.

use crate::glob::matches_ignoring_case;

/// An action that is asked about, prepared for look-ups.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) text: &'a str,
    service: &'a str,
    name: &'a str,
    pub(super) hash: u64,
    pub(super) service_hash: u64,
}

impl<'a> Asked<'a> {
    /// In one pass: the hash up to the colon is the service's.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut hash = START;
        let mut colon = None;
        for (at, byte) in text.bytes().enumerate() {
            if byte == b':' && colon.is_none() {
                colon = Some((at, hash));
            }
            hash = step(hash, byte);
        }
        let (at, service_hash) = colon.unwrap_or((text.len(), hash));
        Self {
            text,
            service: text.get(..at).unwrap_or_default(),
            name: text.get(at + 1..).unwrap_or_default(),
            hash,
            service_hash,
        }
    }

    /// The service's prefix as written.
    pub(crate) const fn service(&self) -> &'a str {
        self.service
    }

    /// The part after the service's prefix.
    pub(crate) const fn name(&self) -> &'a str {
        self.name
    }
}

/// FNV-1a over the lower-case bytes. Equal hashes are compared in full afterwards, so a collision costs time only.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(START, step)
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte.to_ascii_lowercase() as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// `Action` or `NotAction`.
#[derive(Debug, Clone)]
pub(super) struct Actions {
    patterns: Box<[ActionPattern]>,
    /// Everything but these.
    not: bool,
}

/// A pattern of actions, in lower case.
#[derive(Debug, Clone)]
pub(super) enum ActionPattern {
    /// `*`
    Any,
    /// No wildcard.
    Exact(Box<str>),
    /// One `*`, at the end.
    Prefix(Box<str>),
    /// Anything else.
    Glob(Box<str>),
}

impl ActionPattern {
    fn new(text: &str) -> Self {
        let mut text = text.to_ascii_lowercase();
        while text.contains("**") {
            text = text.replace("**", "*");
        }
        match text.find(['*', '?']) {
            None => Self::Exact(text.into()),
            Some(0) if text == "*" => Self::Any,
            Some(at) if at + 1 == text.len() && text.ends_with('*') => {
                text.pop();
                Self::Prefix(text.into())
            }
            Some(_) => Self::Glob(text.into()),
        }
    }

    fn matches(&self, action: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact.eq_ignore_ascii_case(action),
            Self::Prefix(prefix) => action
                .as_bytes()
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes())),
            Self::Glob(glob) => matches_ignoring_case(glob.as_bytes(), action.as_bytes()),
        }
    }

    /// The service whose actions alone it can match.
    fn service(&self) -> Option<&str> {
        let text = match self {
            Self::Any => return None,
            Self::Exact(text) | Self::Prefix(text) | Self::Glob(text) => text,
        };
        let (service, _) = text.split_once(':')?;
        (!service.contains(['*', '?'])).then_some(service)
    }
}

/// Where a statement is found.
pub(super) enum Place {
    /// Under these actions alone, by hash.
    Exact(Vec<u64>),
    /// Under these services, by hash.
    Services(Vec<u64>),
    /// Under every action.
    Everywhere,
}

impl Actions {
    pub(super) fn new(action: &[String], not_action: &[String]) -> Self {
        let not = action.is_empty() && !not_action.is_empty();
        let list = if not { not_action } else { action };
        Self {
            patterns: list.iter().map(|text| ActionPattern::new(text)).collect(),
            not,
        }
    }

    pub(super) fn matches(&self, asked: &Asked<'_>) -> bool {
        self.patterns
            .iter()
            .any(|pattern| pattern.matches(asked.text))
            != self.not
    }

    pub(super) fn place(&self) -> Place {
        if self.not {
            return Place::Everywhere;
        }
        let mut exact = Some(Vec::new());
        let mut services = Vec::new();
        for pattern in &self.patterns {
            match (pattern, &mut exact) {
                (ActionPattern::Exact(text), Some(exact)) => exact.push(hash(text)),
                _ => exact = None,
            }
            match (pattern, pattern.service()) {
                (_, Some(service)) => services.push(hash(service)),
                (ActionPattern::Exact(text), None) => services.push(hash(text)),
                (_, None) => return Place::Everywhere,
            }
        }
        let unique = |mut hashes: Vec<u64>| {
            hashes.sort_unstable();
            hashes.dedup();
            hashes
        };
        match exact {
            Some(exact) => Place::Exact(unique(exact)),
            None => Place::Services(unique(services)),
        }
    }
}
