//! One HTML file to read, to filter and to print: no script at all, no network, no link but to the standard.
//!
//! Statuses are switched off and on by the style sheet alone, so that the page can forbid every script.

use std::io;

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

use super::cells::line;
use super::{Assessed, Compliance, Status};
use crate::html::escaped as escape;
use crate::text::looked_at;

const STYLE: &str = include_str!("html/style.css");

/// Writes what an audit says about a standard as a page.
///
/// # Errors
/// When `out` fails.
pub(super) fn write(compliance: &Compliance<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let framework = compliance.framework;
    let title = escape(&format!("{} {}", framework.title, framework.version));
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <meta name=\"referrer\" content=\"no-referrer\" />\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n<p>{}</p>\n<p>{}, {}, {}</p>\n",
        escape(&looked_at(compliance.audited)),
        escape(&framework.publisher),
        escape(&framework.published),
        address(&framework.source),
    )?;
    if let Some(listed) = compliance.listed() {
        writeln!(out, "<p>{}</p>", escape(&listed))?;
    }
    filters(compliance, out)?;
    let mut rest = compliance.requirements.as_slice();
    while let Some(first) = rest.first() {
        let of_section = rest.iter().take_while(|it| it.section == first.section);
        let (section, others) = rest.split_at(of_section.count());
        rest = others;
        table(section, out)?;
    }
    write!(
        out,
        "<p class=\"note\">A requirement that is met here is met as far as the configuration shows it. Subjects are \
         in our own words: the standard itself decides what it asks for. Made by bartizan {}.</p>\n\
         </main>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// An address as a link, and as mere text where it holds what no address may: <https://url.spec.whatwg.org/#url-code-points>.
fn address(source: &str) -> String {
    let text = escape(source);
    let allowed = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    if source.starts_with("https://") && source.chars().all(allowed) {
        format!("<a href=\"{text}\">{text}</a>")
    } else {
        text
    }
}

/// One switch a status, with how many requirements have it.
fn filters(compliance: &Compliance<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"<fieldset>\n<legend>Show</legend>\n")?;
    for (name, count) in compliance.tally() {
        let class = class(name);
        writeln!(
            out,
            "<label class=\"{class}\"><input type=\"checkbox\" id=\"show-{class}\" checked=\"checked\" /> \
             <span class=\"badge\">{name}</span> {count}</label>"
        )?;
    }
    out.write_all(b"</fieldset>\n")
}

fn table(section: &[Assessed<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"<section>\n")?;
    if let Some((id, title)) = section.first().and_then(|it| it.section) {
        writeln!(out, "<h2>{} {}</h2>", escape(id), escape(title))?;
    }
    out.write_all(
        b"<table>\n<thead><tr><th scope=\"col\">Requirement</th><th scope=\"col\">Status</th>\
          <th scope=\"col\">Findings</th><th scope=\"col\">What it asks for, and what shows it</th></tr></thead>\n<tbody>\n",
    )?;
    for it in section {
        row(it, out)?;
    }
    out.write_all(b"</tbody>\n</table>\n</section>\n")
}

fn row(it: &Assessed<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write!(
        out,
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td><span class=\"badge\">{}</span></td><td>{}</td><td>{}",
        class(it.status.name()),
        escape(&it.requirement.id),
        escape(&it.status.words()),
        it.counts.words().join("<br />"),
        escape(&it.requirement.subject)
    )?;
    if let Some(worst) = it.worst() {
        write!(
            out,
            "<p class=\"worst\"><span class=\"severity\">{}</span> {}</p>",
            worst.severity.name(),
            escape(&line(worst))
        )?;
    }
    for unseen in &it.unseen {
        write!(out, "<p class=\"unseen\">{}</p>", escape(&unseen.words()))?;
    }
    evidence(it, out)?;
    out.write_all(b"</td></tr>\n")
}

fn evidence(it: &Assessed<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    if it.evidence.is_empty() {
        return Ok(());
    }
    let count = it.counts.total();
    let noun = if count == 1 { "finding" } else { "findings" };
    write!(out, "<details><summary>{count} {noun}</summary><ul>")?;
    for evidence in &it.evidence {
        write!(
            out,
            "<li class=\"{}\">{}</li>",
            evidence.conclusion.name(),
            escape(&line(evidence))
        )?;
    }
    let more = count.saturating_sub(it.evidence.len() as u64);
    if more > 0 {
        write!(out, "<li>and {more} more</li>")?;
    }
    out.write_all(b"</ul>")?;
    // Some rules rest on facts alone, which are worked out of many attributes.
    let attributes = it.attributes();
    if !attributes.is_empty() {
        write!(out, "<p>Rests on {}</p>", escape(&attributes.join(", ")))?;
    }
    out.write_all(b"</details>")
}

/// A status as the style sheet calls it.
fn class(status: &'static str) -> String {
    debug_assert!(Status::ALL.contains(&status), "{status}");
    status.replace(' ', "-")
}
