//! The waivers of `bartizan.toml`.

use std::collections::BTreeSet;

use bartizan_finding::{Pattern, Waiver};
use bartizan_rules::nearest;
use jiff::civil::Date;
use toml::{Spanned, Value};

use super::mistake::Mistake;
use super::written::{OWN, WrittenWaiver};

/// Reads them; what is mistaken is noted and left out. `known` are the ids of the rules that there are.
pub(super) fn read(
    written: &[WrittenWaiver],
    known: &[&str],
    mistakes: &mut Vec<Mistake>,
) -> Vec<Waiver> {
    let mut ids = BTreeSet::new();
    let mut waivers = Vec::new();
    for it in written {
        let before = mistakes.len();
        let rule = pattern(&it.rule, "rule", mistakes);
        let resource = pattern(&it.resource, "resource", mistakes);
        let until = date(&it.until, mistakes);
        let account = it.account.as_ref().map(|it| account(it, mistakes));
        if it.reason.get_ref().trim().is_empty() {
            let mistake = Mistake::new(it.reason.span(), "the waiver gives no reason");
            mistakes.push(mistake.hint("say who accepted it and why"));
        }
        if let Some(rule) = &rule {
            mistakes.extend(fits_no_rule(rule, it, known).map(Mistake::missing));
        }
        let (Some(rule), Some(resource), Some(until)) = (rule, resource, until) else {
            continue;
        };
        let waiver = Waiver {
            rule,
            resource,
            account,
            reason: it.reason.get_ref().trim().to_owned(),
            until,
        };
        if mistakes.len() == before && !ids.insert(waiver.id()) {
            let message = "another waiver has the same rule, resource and account";
            mistakes.push(Mistake::new(it.rule.span(), message).hint("remove one of the two"));
        }
        waivers.push(waiver);
    }
    waivers
}

fn pattern(written: &Spanned<String>, key: &str, mistakes: &mut Vec<Mistake>) -> Option<Pattern> {
    let text = written.get_ref();
    if text.trim().is_empty() {
        let mistake = Mistake::new(written.span(), format!("the waiver's `{key}` is empty"));
        mistakes.push(mistake.hint("`*` stands for any text"));
        return None;
    }
    Some(Pattern::new(text))
}

fn fits_no_rule(rule: &Pattern, written: &WrittenWaiver, known: &[&str]) -> Option<Mistake> {
    if known.iter().any(|id| rule.matches(id)) {
        return None;
    }
    let span = written.rule.span();
    Some(if rule.is_plain() {
        let mistake = Mistake::new(span, format!("there is no rule `{}`", rule.text()));
        match nearest(rule.text(), known.iter().copied()) {
            Some(meant) => mistake.hint(format!("did you mean `{meant}`? {OWN}")),
            None => mistake.hint(OWN),
        }
    } else {
        Mistake::new(span, format!("no rule fits `{}`", rule.text()))
            .hint(format!("`bartizan rules` lists them; {OWN}"))
    })
}

fn account(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> String {
    let text = written.get_ref();
    if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let mistake = Mistake::new(written.span(), format!("`{text}` is no account"));
        mistakes.push(mistake.hint("an account is twelve digits"));
    }
    text.clone()
}

/// A date of TOML, or a string that holds one.
fn date(written: &Spanned<Value>, mistakes: &mut Vec<Mistake>) -> Option<Date> {
    let text = match written.get_ref() {
        Value::Datetime(time) => time.to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // Not whatever jiff reads: a time of day would say that the day is not meant.
    let plain = text.len() == "2027-03-31".len();
    let date = plain.then(|| text.parse().ok()).flatten();
    if date.is_none() {
        let mistake = Mistake::new(written.span(), format!("`{text}` is no date"));
        mistakes.push(mistake.hint("write the last day on which it holds: until = 2027-03-31"));
    }
    date
}
