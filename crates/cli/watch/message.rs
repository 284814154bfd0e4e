//! What is said about the difference between two runs.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Seek as _, Write as _};

use bartizan_finding::{Audit, Severity};
use bartizan_report::diff::{Diff, Format, Side};
use bartizan_report::text::Options;
use bartizan_tickets::slack_text;
use serde::Deserialize;
use serde_json::{Value, json};

/// How many findings a message to people lists of each kind.
const LISTED: usize = 10;

/// How many accounts it names.
const ACCOUNTS: usize = 5;

/// How many findings a message to programs holds.
const SENT: usize = 1_000;

/// The name of the format for programs.
const FORMAT: &str = "bartizan.watch/1";

/// What changed, as far as it is announced.
pub(crate) struct Message {
    /// The run, by its time.
    pub(crate) run: String,
    /// The findings that became different, as in `bartizan.diff/1`; those that stay are left out.
    pub(crate) changes: Vec<Value>,
    /// How many more there are.
    pub(crate) more: usize,
    audited: Value,
    failing: Value,
}

/// As much of a line of `bartizan.diff/1` as a person is told.
#[derive(Deserialize)]
struct Told {
    change: String,
    finding: ToldFinding,
}

#[derive(Deserialize)]
struct ToldFinding {
    rule: String,
    severity: Severity,
    resource: ToldResource,
}

#[derive(Deserialize)]
struct ToldResource {
    name: String,
    account: String,
    region: Option<String>,
}

/// The worst of what changed, as many as a message holds: what is left out must not be what matters most.
#[derive(Default)]
struct Worst {
    kept: BTreeMap<Reverse<Severity>, Vec<Value>>,
    seen: usize,
}

impl Worst {
    fn take(&mut self, severity: Severity, line: &str) -> serde_json::Result<()> {
        self.seen += 1;
        let kept = self.kept.entry(Reverse(severity)).or_default();
        if kept.len() < SENT {
            kept.push(serde_json::from_str(line)?);
        }
        Ok(())
    }

    /// What is told, the worst first, and how many more there are.
    fn finish(self) -> (Vec<Value>, usize) {
        let told: Vec<Value> = self.kept.into_values().flatten().take(SENT).collect();
        let more = self.seen - told.len();
        (told, more)
    }
}

impl Message {
    /// What a first run says: nothing is new where nothing was known.
    pub(crate) fn first(run: String, audit: &Audit) -> Self {
        Self {
            run,
            changes: Vec::new(),
            more: 0,
            audited: json!(audit.audited),
            failing: json!(audit.summary),
        }
    }

    /// What changed between two runs, from a severity on.
    pub(crate) fn between(
        run: String,
        old: (&str, &Audit),
        new: &Audit,
        floor: Severity,
    ) -> io::Result<Self> {
        let side = |name, audit| Side { name, audit };
        let diff = Diff::of(side(old.0, old.1), side(&run, new), None)?;
        let mut file = io::BufWriter::new(tempfile::SpooledTempFile::new(1 << 20));
        diff.write(Format::Json, &Options::default(), &mut file)?;
        file.flush()?;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut worst = Worst::default();
        // One finding a line: there may be more of them than fit in memory.
        for line in BufReader::new(file).lines() {
            let line = line?;
            let line = line.strip_suffix(',').unwrap_or(&line);
            if !line.starts_with("{\"change\":") || line.starts_with("{\"change\":\"open\"") {
                continue;
            }
            let told: Told = serde_json::from_str(line)?;
            if told.finding.severity < floor {
                continue;
            }
            worst.take(told.finding.severity, line)?;
        }
        let mut message = Self::first(run.clone(), new);
        (message.changes, message.more) = worst.finish();
        Ok(message)
    }

    /// Whether there is anything to tell.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The message for a program.
    pub(crate) fn json(&self) -> Value {
        json!({
            "format": FORMAT,
            "run": self.run,
            "audited": self.audited,
            "summary": self.failing,
            "changes": self.changes,
            "more": self.more,
        })
    }

    /// The message for a channel of Slack, or of what takes the same.
    pub(crate) fn slack(&self) -> Value {
        let mut lines = vec![self.headline()];
        for (change, title) in [
            ("new", "New"),
            ("changed", "Changed"),
            ("unseen", "Failed before, cannot be told now"),
            ("now-unknown", "Cannot be told any more"),
            ("waived", "Accepted by waivers"),
            ("repaired", "Repaired"),
            ("deleted", "No longer there"),
        ] {
            self.list(change, title, &mut lines);
        }
        if self.more > 0 {
            lines.push(format!("and {} more", self.more));
        }
        json!({ "text": lines.join("\n") })
    }

    fn headline(&self) -> String {
        let what = if self.is_empty() {
            "first look"
        } else {
            "something changed"
        };
        let accounts = self.accounts();
        format!("Bartizan: {what} in {accounts}, {}", self.failures())
    }

    /// The accounts by number and name, as many as a line holds.
    fn accounts(&self) -> String {
        let all = self.audited.get("accounts").and_then(Value::as_array);
        let all = all.map_or(&[][..], Vec::as_slice);
        let named = all.iter().take(ACCOUNTS).map(|it| {
            let text = |member: &str| it.get(member).and_then(Value::as_str);
            let id = slack_text(text("id").unwrap_or_default());
            match text("alias") {
                Some(alias) => format!("{id} ({})", slack_text(alias)),
                None => id,
            }
        });
        let named = named.collect::<Vec<_>>().join(", ");
        match all.len().saturating_sub(ACCOUNTS) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }

    /// `9 fail now (1 critical, 8 low)`.
    fn failures(&self) -> String {
        let number = |value: Option<&Value>| value.and_then(Value::as_u64).unwrap_or(0);
        let all = number(self.failing.get("fail"));
        let by = self.failing.get("fail_by_severity");
        let parts = Severity::WORST_FIRST.iter().map(|severity| {
            let name = severity.name();
            (number(by.and_then(|it| it.get(name))), name)
        });
        let parts: Vec<_> = parts
            .filter(|it| it.0 > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        match (all, parts.is_empty()) {
            (0, _) => "nothing fails now".to_owned(),
            (_, true) => format!("{all} fail now"),
            (1, false) => format!("1 fails now ({})", parts.join(", ")),
            (_, false) => format!("{all} fail now ({})", parts.join(", ")),
        }
    }

    fn list(&self, change: &str, title: &str, lines: &mut Vec<String>) {
        let told = self
            .changes
            .iter()
            .filter_map(|it| Told::deserialize(it).ok());
        let told: Vec<Told> = told.filter(|it| it.change == change).collect();
        if told.is_empty() {
            return;
        }
        lines.push(format!("*{title}: {}*", told.len()));
        for Told { finding, .. } in told.iter().take(LISTED) {
            let resource = &finding.resource;
            let place = resource.region.as_deref().unwrap_or(&resource.account);
            lines.push(format!(
                "• {} {}: {} ({})",
                finding.severity.name(),
                slack_text(&finding.rule),
                slack_text(&resource.name),
                slack_text(place)
            ));
        }
        if told.len() > LISTED {
            lines.push(format!("• and {} more", told.len() - LISTED));
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn message(audited: Value, failing: Value) -> String {
        let message = Message {
            run: "2026-11-22T16:00:00Z".to_owned(),
            changes: Vec::new(),
            more: 0,
            audited,
            failing,
        };
        message
            .slack()
            .get("text")
            .and_then(|it| it.as_str())
            .unwrap()
            .to_owned()
    }

    #[test]
    fn the_worst_is_told_first_and_left_out_last() {
        let mut worst = Worst::default();
        for number in 0..SENT + 7 {
            worst.take(Severity::Low, &number.to_string()).unwrap();
        }
        worst.take(Severity::Critical, "\"critical\"").unwrap();
        worst.take(Severity::Medium, "\"medium\"").unwrap();
        let (told, more) = worst.finish();
        assert_eq!((told.len(), more), (SENT, 9));
        assert_eq!(
            told.get(..3).unwrap(),
            ["critical".into(), "medium".into(), json!(0)]
        );
    }

    #[test]
    fn the_headline_names_accounts_and_counts_by_severity() {
        let one = json!({"accounts": [{"id": "111122223333", "alias": "<!channel>"}]});
        let failing = json!({"fail": 9, "fail_by_severity": {"low": 8, "critical": 1, "high": 0}});
        assert_eq!(
            message(one.clone(), failing),
            "Bartizan: first look in 111122223333 (&lt;!channel&gt;), 9 fail now (1 critical, 8 low)"
        );
        assert!(message(one, json!({"fail": 0})).ends_with(", nothing fails now"));
        let many: Vec<_> = (1..=7)
            .map(|it| json!({"id": it.to_string(), "alias": null}))
            .collect();
        let failing = json!({"fail": 1, "fail_by_severity": {"high": 1}});
        assert_eq!(
            message(json!({"accounts": many}), failing),
            "Bartizan: first look in 1, 2, 3, 4, 5 and 2 more, 1 fails now (1 high)"
        );
    }
}
