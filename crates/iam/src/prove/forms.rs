//! The forms that resources of an action have.

use super::text::{Pattern, Place};
use crate::dictionary::Dictionary;

/// The form of an ARN, each of whose placeholders stands for something without a colon.
pub(super) fn form(pattern: &str) -> Pattern {
    if pattern == NO_RESOURCE {
        return vec![Place::Char('*')];
    }
    let place = |c| match c {
        '*' => vec![Place::OneIn, Place::AnyIn],
        c => vec![Place::Char(c)],
    };
    pattern.chars().flat_map(place).collect()
}

/// The forms of an action's resources, those that people know best first.
pub(super) fn forms(action: &str) -> Vec<String> {
    let Some(listed) = Dictionary::get().action(action) else {
        let service = action.split(':').next().unwrap_or_default();
        return vec![in_some_place(&format!("arn:*:{service}:*:*:*"))];
    };
    let types = listed.resources();
    let mut own: Vec<&str> = types.map(|it| it.resource_type.arn_pattern()).collect();
    own.sort_by_key(|it| it.len());
    if own.is_empty() {
        own.push(NO_RESOURCE);
    }
    let known = own.iter().map(|it| in_some_place(it));
    let usual = own.iter().map(|it| it.replacen("arn:*:", "arn:aws:", 1));
    let any = own.iter().map(|it| (*it).to_owned());
    known.chain(usual).chain(any).collect()
}

/// The form with a partition, a region and an account where it has them.
fn in_some_place(form: &str) -> String {
    if form == NO_RESOURCE {
        return form.to_owned();
    }
    let names = ["arn", "aws", "", "us-east-1", "111122223333", ""];
    let parts = form.splitn(6, ':').zip(names);
    let filled = parts.map(|(part, name)| match (part, name) {
        (part, "") => part,
        ("*", name) => name,
        (part, _) => part,
    });
    filled.collect::<Vec<&str>>().join(":")
}

/// What stands for the form of the resource of an action that has none.
const NO_RESOURCE: &str = "*";
