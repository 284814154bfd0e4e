//! Patterns with `*` and `?`.

use serde_json::Value;

use super::Outcome;
use super::fields::{any, field};
use crate::arn::Arn;
use crate::glob_matches;
use crate::patterns::Patterns;

/// `pattern` with `text`: whether it matches. `args`, two texts either of which may have wildcards: whether some text is
/// matched by both, which for a text without wildcards is the same question. Three `args`, a resource type, the form of
/// its ARNs and an ARN: whether that can name a resource of the type.
pub(super) fn answer(row: &Value) -> Result<Outcome, String> {
    let matches = match row.get("pattern") {
        Some(pattern) => {
            let text = any(row, &["text", "value", "string", "input"]);
            let text = text.ok_or("the row has a `pattern` but no `text`")?;
            glob_matches(as_text(pattern)?, as_text(text)?)
        }
        None => match field(row, "args")?.as_array().map(Vec::as_slice) {
            Some([one, other]) => common(as_text(one)?, as_text(other)?)?,
            Some([kind, form, arn]) => {
                // The strict question wants the type's own name spelled out.
                let spelled =
                    row.get("fn").and_then(Value::as_str) == Some("is_arn_strictly_valid");
                let (form, arn) = (as_text(form)?, as_text(arn)?);
                if form.len().max(arn.len()) > LONGEST {
                    return Err(format!("an arn longer than {LONGEST} bytes"));
                }
                names(as_text(kind)?, form, arn, spelled)
            }
            _ => return Err("`args` are neither two texts nor three".to_owned()),
        },
    };
    Ok(Outcome::Match {
        matches: Some(matches),
    })
}

fn as_text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| "a pattern or text is no text".to_owned())
}

/// The longest patterns of which it is found out what they have in common, in bytes.
const LONGEST: usize = 2048;

/// Whether some text is matched by both patterns.
fn common(one: &str, other: &str) -> Result<bool, String> {
    let wild = |text: &str| text.contains(['*', '?']);
    match (wild(one), wild(other)) {
        (_, false) => Ok(glob_matches(one, other)),
        (false, true) => Ok(glob_matches(other, one)),
        _ if one.len().max(other.len()) > LONGEST => {
            Err(format!("two patterns longer than {LONGEST} bytes"))
        }
        _ => Ok(Patterns::new().meet(one, other)),
    }
}

/// Whether an ARN of a policy can name a resource whose ARNs have this form.
fn names(kind: &str, form: &str, arn: &str, spelled: bool) -> bool {
    if form == "*" || arn == "*" {
        return true;
    }
    let (Some(form), Some(arn)) = (Arn::parse(form), Arn::parse(arn)) else {
        return false;
    };
    let patterns = Patterns::new();
    // In a form, `*` stands for a partition, a region or an account, of which none is empty.
    let part = |form: &str, given: &str| {
        let form = if form == "*" { "?*" } else { form };
        !(form == "?*" && given.is_empty()) && patterns.meet(form, given)
    };
    let resource = without_variables(arn.resource);
    let own = form.resource.split('*').next().unwrap_or_default();
    // A bucket's name has no slash, which the form `*` cannot say.
    let object = kind == "bucket" && form.resource == "*" && resource.contains('/');
    part(form.partition, arn.partition)
        && patterns.meet(form.service, arn.service)
        && part(form.region, arn.region)
        && part(form.account, arn.account)
        && patterns.meet(form.resource, &resource)
        && !object
        && (!spelled || resource == "*" || resource.starts_with(own))
}

/// The pattern with `*` for every variable.
fn without_variables(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        out.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}
