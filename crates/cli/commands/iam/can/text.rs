//! The answer for a person: the decision first, then why.

use std::io::{self, Write};

use bartizan_iam::{Answer, Decision, Residual};
use bartizan_report::plain;

use super::wire::{Answered, Decided, Lacks, Reason};
use crate::commands::iam::lines::{list, section, wrapped};

pub(super) fn write(said: &Answered, answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    decision(said, answer, out)?;
    writeln!(out)?;
    for (what, text) in [
        ("principal", &said.principal),
        ("action", &said.action),
        ("resource", &said.resource),
    ] {
        writeln!(out, "  {what:<9}  {}", plain(text))?;
    }
    section(out, "Because", said.because.iter().map(reason))?;
    let rule = said.rule.iter();
    section(
        out,
        "By rule",
        rule.map(|rule| format!("{} ({})", rule.text, rule.url)),
    )?;
    section(out, "Taken for granted", said.assumed.iter().cloned())
}

fn decision(said: &Answered, answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    match said.decision {
        Decided::Allowed => writeln!(out, "Allowed"),
        Decided::DeniedExplicitly => writeln!(out, "Denied: a Deny refuses it"),
        Decided::DeniedImplicitly => {
            let service = said.lacking.iter().any(|it| it.layer == "service");
            let lacking: Vec<_> = said.lacking.iter().map(layer).collect();
            let what = if service || lacking.is_empty() {
                "whatever the policies say".to_owned()
            } else {
                format!("no Allow in the {}", lacking.join(", nor in the "))
            };
            wrapped(out, "", &format!("Denied: {what}"))
        }
        Decided::Unknown => {
            let reason = said.reason.as_deref().unwrap_or_default();
            wrapped(out, "", &format!("Unknown: {reason}"))
        }
        Decided::Conditional => conditional(answer, out),
    }
}

/// What has to be so: one line, or a list of alternatives or of requirements.
fn conditional(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Decision::Conditional { residual } = &answer.decision else {
        return Ok(());
    };
    let (words, parts) = match residual {
        Residual::All(parts) => ("all of these are so", parts),
        Residual::Any(parts) => ("one of these is so", parts),
        one => return wrapped(out, "", &format!("Depends: allowed if {one}")),
    };
    writeln!(out, "Depends: allowed if {words}")?;
    list(out, parts.iter().map(ToString::to_string))
}

pub(in crate::commands::iam) fn reason(reason: &Reason) -> String {
    let effect = match (reason.effect, reason.certain) {
        ("deny", true) => "denies",
        ("deny", false) => "may deny",
        (_, true) => "allows",
        (_, false) => "may allow",
    };
    let mut text = format!("{effect}: {}", layer(&reason.layer));
    let name = if reason.at.is_some() {
        ""
    } else {
        reason.policy.as_str()
    };
    match &reason.at {
        Some(at) => text += &format!(", {}:{}:{}", at.file, at.line, at.column),
        None if name.eq_ignore_ascii_case(reason.layer.words) => {}
        None => text += &format!(", {name}"),
    }
    if let Some(through) = &reason.through {
        // Of organizations, the root, unit or account that the policy is attached to.
        let by = match reason.layer.layer {
            "scp" | "rcp" => "on",
            _ => "of group",
        };
        text += &format!(" {by} {through}");
    }
    match reason.statement {
        Some(statement) => text += &format!(", statement {statement}"),
        None if reason.layer.layer == "grant" => {}
        None => text += ", not read",
    }
    if let Some(sid) = &reason.sid {
        text += &format!(" `{sid}`");
    }
    text
}

fn layer(layer: &Lacks) -> String {
    match layer.level {
        Some(level) => format!("{} (level {level})", layer.words),
        None => layer.words.to_owned(),
    }
}
