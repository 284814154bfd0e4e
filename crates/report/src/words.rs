//! What several formats say in the same words.

use std::borrow::Cow;
use std::collections::HashMap;

use bartizan_finding::{Audit, Finding, GapEntry, Outcome, RuleProse};
use bartizan_model::Gap;

use crate::plain::plain;

/// The rules of an audit by id, each with its place among them.
pub(crate) struct Rules<'a>(HashMap<&'a str, (usize, &'a RuleProse)>);

impl<'a> Rules<'a> {
    pub(crate) fn of(audit: &'a Audit) -> Self {
        let rules = audit.rules.iter().enumerate();
        Self(rules.map(|it| (it.1.id.as_str(), it)).collect())
    }

    /// A rule's place among the rules.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.0.get(id).map(|it| it.0)
    }

    /// A rule's prose.
    pub(crate) fn get(&self, id: &str) -> Option<&'a RuleProse> {
        self.0.get(id).map(|it| it.1)
    }

    /// A rule's title; its id where the report lacks the rule.
    pub(crate) fn title<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.get(id).map_or(id, |rule| &rule.title)
    }
}

/// What is wrong with a resource, or what could not be read of it, on one line; empty for what passed.
///
/// Names are in it as they are: the format makes them safe.
pub(crate) fn what(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Pass => String::new(),
        Outcome::Unknown(gaps) if gaps.is_empty() => "not known".to_owned(),
        Outcome::Unknown(gaps) => {
            let gaps: Vec<_> = gaps.iter().map(could_not).collect();
            format!("not known: {}", gaps.join("; "))
        }
        Outcome::Fail(violations) | Outcome::Waived { violations, .. } => {
            match violations.as_slice() {
                [one] => one.message.clone(),
                all => {
                    let all: Vec<_> = all.iter().map(|it| it.message.as_str()).collect();
                    all.join("; ")
                }
            }
        }
    }
}

/// The resource by name, and what is wrong with it or not known of it; safe to look at.
pub(crate) fn sentence(finding: &Finding) -> String {
    let said = say(finding);
    match plain(&said) {
        Cow::Borrowed(_) => said,
        Cow::Owned(safe) => safe,
    }
}

fn say(finding: &Finding) -> String {
    let resource = &finding.resource;
    let name = if resource.name.is_empty() {
        &resource.id
    } else {
        &resource.name
    };
    match &finding.outcome {
        Outcome::Pass => format!("{name}: nothing is wrong"),
        Outcome::Fail(violations) | Outcome::Waived { violations, .. } if violations.is_empty() => {
            format!("{name}: something is wrong")
        }
        Outcome::Fail(_) | Outcome::Waived { .. } => format!("{name} {}", what(&finding.outcome)),
        Outcome::Unknown(_) => format!("{name}: {}", what(&finding.outcome)),
    }
}

/// A call and what became of it.
pub(crate) fn could_not(gap: &Gap) -> String {
    told(&gap.action, gap.reason.words(), gap.code.as_deref())
}

fn told(action: &str, reason: &str, code: Option<&str>) -> String {
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    if action.is_empty() {
        format!("{reason}{code}")
    } else {
        format!("{action}: {reason}{code}")
    }
}

/// A gap of the whole audit: which call, where, why, and what is missing because of it.
pub(crate) fn missing(gap: &GapEntry) -> String {
    let mut text = told(&gap.action, gap.reason.words(), gap.code.as_deref());
    let region = gap.region.as_deref().unwrap_or("global");
    text.push_str(&format!(" in {}, {region}", gap.account));
    if !gap.hides.is_empty() {
        text.push_str(&format!(
            "; some or all {} are missing",
            gap.hides.join(", ")
        ));
    }
    if gap.resources > 0 {
        text.push_str(&format!("; part of {} resources is missing", gap.resources));
    }
    text
}

/// Prose on one line: every run of white space is one space.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The start of a text, at most so many bytes of it, ending in `…` where something was cut.
pub(crate) fn cut(text: &str, most: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(MARK.len());
    let end = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= room)
        .last();
    let head = text.get(..end.unwrap_or(0)).unwrap_or_default();
    format!("{head}{MARK}")
}

/// Whether a region is named, and its name where it is.
pub(crate) fn region(finding: &Finding) -> &str {
    finding.resource.region.as_deref().unwrap_or("global")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_says_so_and_stays_within_its_bytes() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("longer", 5), "lo…");
        assert_eq!(cut("ääää", 7), "ää…");
        assert_eq!(cut("ä", 1), "…");
    }
}
