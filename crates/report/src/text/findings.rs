//! What failed, what is unknown and what was accepted, worst first.

use std::io;

use bartizan_finding::{Audit, RuleProse, Severity};

use super::layout::{Page, count};
use super::tally::{OfRule, Row, Tally};

/// Writes a section for each severity that has something to say.
pub(super) fn write(
    audit: &Audit,
    tally: &Tally,
    rows: usize,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let accounts = audit.audited.accounts.len();
    for severity in Severity::WORST_FIRST {
        let mut rules: Vec<_> = audit
            .rules
            .iter()
            .filter(|rule| rule.severity == severity)
            .filter_map(|rule| tally.rule(&rule.id).map(|share| (rule, share)))
            .collect();
        // Rules that failed before those that could only not tell, and what was accepted last; otherwise as they come.
        rules.sort_by_key(|(_, share)| (share.fail == 0, share.unknown == 0));
        if rules.is_empty() {
            continue;
        }
        let sum = |part: fn(&OfRule) -> u64| rules.iter().map(|(_, share)| part(share)).sum();
        let parts = [
            (sum(|share| share.fail), "failed"),
            (sum(|share| share.unknown), "unknown"),
            (sum(|share| share.waived), "waived"),
        ];
        let title = format!("{} · {}", severity.name().to_uppercase(), counted(&parts));
        page.title(&title, Some(severity))?;
        for (rule, share) in rules {
            section(rule, share, rows, accounts > 1, page)?;
        }
    }
    Ok(())
}

fn counted(parts: &[(u64, &str)]) -> String {
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<_> = parts
        .map(|(number, what)| format!("{} {what}", count(*number)))
        .collect();
    parts.join(", ")
}

fn section(
    rule: &RuleProse,
    share: &OfRule,
    room: usize,
    many_accounts: bool,
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.rule(&rule.id)?;
    page.paragraph(&rule.title)?;
    page.gap()?;
    // What failed comes first, but what is unknown or was accepted must not vanish behind it.
    let accepted = share.accepted.len().min(room / 4);
    let unsure = share.unsure.len().min(room / 4);
    let failed = share.failed.iter().take(room - unsure - accepted);
    let unsure = share.unsure.iter().take(room - accepted - failed.len());
    let rows: Vec<&Row> = failed
        .chain(unsure)
        .chain(&share.accepted)
        .take(room)
        .collect();
    let shown = rows.len() as u64;
    let global = rows.iter().all(|row| row.region == "global");
    let header: &[&str] = match (many_accounts, global) {
        (false, true) => &["outcome", "resource", "what"],
        (false, false) => &["outcome", "resource", "region", "what"],
        (true, true) => &["outcome", "account", "resource", "what"],
        (true, false) => &["outcome", "account", "resource", "region", "what"],
    };
    page.table(
        header,
        rows.into_iter()
            .map(|row| cells(row, many_accounts, global)),
    )?;
    let more = (share.fail + share.unknown + share.waived).saturating_sub(shown);
    if more > 0 {
        page.indented(&format!(
            "… and {} more: `--format json` lists all",
            count(more)
        ))?;
    }
    page.gap()?;
    if share.fail > 0 {
        page.labelled("fix ", &rule.remediation)?;
    }
    page.labelled("more", &format!("bartizan explain {}", rule.id))
}

fn cells(row: &Row, many_accounts: bool, global: bool) -> Vec<String> {
    let mut cells = vec![row.outcome.to_owned()];
    if many_accounts {
        cells.push(row.account.clone());
    }
    cells.push(row.resource.clone());
    if !global {
        cells.push(row.region.clone());
    }
    cells.push(row.what.clone());
    cells
}
