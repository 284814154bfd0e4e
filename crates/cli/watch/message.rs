//! What is said about the difference between two runs.

use std::io::{self, BufRead as _, BufReader, Seek as _, Write as _};

use bartizan_finding::{Audit, Severity};
use bartizan_report::diff::{Diff, Format, Side};
use bartizan_report::text::Options;
use bartizan_tickets::slack_text;
use serde::Deserialize;
use serde_json::{Value, json};

/// How many findings a message to people lists of each kind.
const LISTED: usize = 10;

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
        let mut message = Self::first(run.clone(), new);
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
            if message.changes.len() < SENT {
                message.changes.push(serde_json::from_str(line)?);
            } else {
                message.more += 1;
            }
        }
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
        let accounts = self.audited.get("accounts").and_then(Value::as_array);
        let ids = accounts
            .into_iter()
            .flatten()
            .filter_map(|it| it.get("id")?.as_str());
        let ids: Vec<&str> = ids.take(5).collect();
        let failing = self
            .failing
            .get("fail")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        let what = if self.is_empty() {
            "first look"
        } else {
            "something changed"
        };
        format!(
            "Bartizan: {what} in {} ({failing} failures in all)",
            slack_text(&ids.join(", "))
        )
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
