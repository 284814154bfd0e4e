//! What to do next.

use std::io;

use bartizan_finding::{Audit, Severity};
use bartizan_model::Reason;

use super::layout::Page;
use super::tally::Tally;

/// Writes the commands that lead on from here.
pub(super) fn write(audit: &Audit, tally: &Tally, page: &mut Page<'_>) -> io::Result<()> {
    let mut commands = Vec::new();
    if let Some(rule) = worst(audit, tally) {
        let command = format!("bartizan explain {rule}");
        commands.push((command, "why it matters, how to fix it"));
    }
    let has = |reason| audit.gaps.iter().any(|gap| gap.reason == reason);
    if has(Reason::AccessDenied) {
        let command = "bartizan permissions aws".to_owned();
        commands.push((command, "the policy that the audit needs"));
    }
    commands.push(("--format json".to_owned(), "every finding, passes included"));
    page.title("Next", None)?;
    if has(Reason::Credentials) {
        page.indented("sign in again: the credentials were refused or ran out during the audit")?;
    }
    page.commands(&commands)
}

/// The first rule that failed, of the worst.
fn worst<'a>(audit: &'a Audit, tally: &Tally) -> Option<&'a str> {
    Severity::WORST_FIRST.into_iter().find_map(|severity| {
        let mut rules = audit.rules.iter().filter(|rule| rule.severity == severity);
        let failed = |id: &str| tally.rule(id).is_some_and(|share| share.fail > 0);
        rules
            .find(|rule| failed(&rule.id))
            .map(|rule| rule.id.as_str())
    })
}
