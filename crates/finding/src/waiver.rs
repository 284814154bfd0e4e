//! Failures that somebody accepted, until a day.

use jiff::civil::Date;

use crate::finding::{ResourceRef, WaiverId};

/// Accepts the failures of some rules on some resources, until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rules, by id.
    pub rule: Pattern,
    /// The resources, by id or by name.
    pub resource: Pattern,
    /// The account; none for all of them.
    pub account: Option<String>,
    /// Why, in the words of who accepted it.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
}

impl Waiver {
    /// Its name in reports: what it is about, so that it stays the same when its reason or its date changes.
    #[must_use]
    pub fn id(&self) -> WaiverId {
        let Self { rule, resource, .. } = self;
        let mut id = format!("{} {}", rule.text(), resource.text());
        if let Some(account) = &self.account {
            id.push(' ');
            id.push_str(account);
        }
        WaiverId(id)
    }

    /// Whether it is about a resource, whatever the rule and the day.
    #[must_use]
    pub fn is_about(&self, resource: &ResourceRef) -> bool {
        let account = self.account.as_ref();
        account.is_none_or(|account| *account == resource.account)
            && (self.resource.matches(&resource.id) || self.resource.matches(&resource.name))
    }
}

/// The waivers of an audit, and the day on which it judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waivers {
    /// The day; waivers that ended before it no longer hold.
    pub today: Date,
    /// The waivers; where several fit, the first that holds is named.
    pub list: Vec<Waiver>,
}

impl Waivers {
    /// No waivers.
    #[must_use]
    pub fn none() -> Self {
        Self {
            today: Date::ZERO,
            list: Vec::new(),
        }
    }

    /// Whether a waiver holds on the day.
    #[must_use]
    pub fn holds(&self, waiver: &Waiver) -> bool {
        self.today <= waiver.until
    }
}

/// What became of a waiver in an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverUse {
    /// The waiver.
    pub waiver: Waiver,
    /// Its state.
    pub state: WaiverState,
    /// How many failures it is about, accepted by it or not.
    pub findings: u64,
}

/// The state of a waiver in an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverState {
    /// It holds, and accepts what it is about.
    Holds,
    /// It ended: what it accepted has failed again.
    Expired,
    /// Nothing failed that it is about: it can go.
    Unused,
}

impl WaiverState {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Expired => "expired",
            Self::Unused => "unused",
        }
    }
}

/// A text in which `*` stands for any text, also none. Everything else stands for itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern {
    text: String,
    /// What stands before, between and after the stars.
    parts: Vec<String>,
}

impl Pattern {
    /// The pattern that a person wrote.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            parts: text.split('*').map(str::to_owned).collect(),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it has no `*`, so that it fits one text only.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.parts.len() == 1
    }

    /// Whether it fits the whole of a text.
    ///
    /// The time grows with the text and not with the stars: between two of them, the first place
    /// where a part is found is always good enough.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let (first, middle, last) = match self.parts.as_slice() {
            [] => return text.is_empty(),
            [only] => return only == text,
            [first, middle @ .., last] => (first, middle, last),
        };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        for part in middle {
            match rest.split_once(part.as_str()) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        rest.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, fits) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("*", "anything at all", true),
            ("a*", "a", true),
            ("a*", "ba", false),
            ("*a", "ba", true),
            ("*a", "ab", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*bc*d", "abcbcd", true),
            ("a*bc*d", "abcb", false),
            ("a**c", "abc", true),
            ("ab*ba", "aba", false),
            ("*ab*ab*", "ab", false),
            ("zahlungen-*-köln", "zahlungen-für-köln", true),
            (
                "arn:aws:s3:::public-site-*",
                "arn:aws:s3:::public-site-eu",
                true,
            ),
            (
                "arn:aws:s3:::public-site-?",
                "arn:aws:s3:::public-site-1",
                false,
            ),
            ("A*", "a", false),
        ] {
            assert_eq!(
                Pattern::new(pattern).matches(text),
                fits,
                "{pattern} on {text}"
            );
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_few() {
        let text = "a".repeat(200_000);
        let pattern = Pattern::new(&format!("{}b", "a*".repeat(2_000)));
        assert!(!pattern.matches(&text));
    }

    #[test]
    fn the_last_day_belongs_to_the_waiver() {
        let waiver = Waiver {
            rule: Pattern::new("aws-s3-*"),
            resource: Pattern::new("site"),
            account: None,
            reason: String::new(),
            until: jiff::civil::date(2027, 3, 31),
        };
        let on = |today| {
            Waivers {
                today,
                list: Vec::new(),
            }
            .holds(&waiver)
        };
        assert!(on(jiff::civil::date(2027, 3, 31)));
        assert!(!on(jiff::civil::date(2027, 4, 1)));
    }

    #[test]
    fn a_waiver_is_about_an_id_or_a_name_in_its_account() {
        let resource = |account: &str| ResourceRef {
            id: "arn:aws:s3:::site".to_owned(),
            kind: "aws.s3.bucket".to_owned(),
            name: "site".to_owned(),
            account: account.to_owned(),
            region: None,
            tags: std::collections::BTreeMap::new(),
        };
        let waiver = |resource, account: Option<&str>| Waiver {
            rule: Pattern::new("*"),
            resource: Pattern::new(resource),
            account: account.map(str::to_owned),
            reason: String::new(),
            until: Date::MAX,
        };
        assert!(waiver("site", None).is_about(&resource("1")));
        assert!(waiver("arn:*:site", None).is_about(&resource("1")));
        assert!(waiver("site", Some("1")).is_about(&resource("1")));
        assert!(!waiver("site", Some("2")).is_about(&resource("1")));
        assert!(!waiver("sit", None).is_about(&resource("1")));
        assert_eq!(
            waiver("site", Some("1")).id(),
            WaiverId("* site 1".to_owned())
        );
    }
}
