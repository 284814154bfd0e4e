//! What a watch knows of itself, for those who watch it.

use std::sync::{Mutex, PoisonError};

use bartizan_finding::{Severity, Summary};
use jiff::Timestamp;

use super::schedule::to_the_second;

/// How late a run may begin before the watch is unwell, in seconds.
const LATE: i64 = 300;

/// What is known; shared with whoever asks over HTTP.
#[derive(Debug, Default)]
pub(crate) struct State(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    runs: u64,
    failures: u64,
    untold: u64,
    looking_since: Option<Timestamp>,
    next: Option<Timestamp>,
    last: Option<Last>,
    /// Why the last look failed, or the last announcement.
    trouble: Option<String>,
}

#[derive(Debug)]
struct Last {
    began: Timestamp,
    seconds: f64,
    summary: Summary,
    gaps: usize,
}

impl State {
    fn with<T>(&self, work: impl FnOnce(&mut Known) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A look begins.
    pub(crate) fn looks(&self, now: Timestamp) {
        self.with(|it| it.looking_since = Some(now));
    }

    /// A look ended well.
    pub(crate) fn looked(
        &self,
        began: Timestamp,
        ended: Timestamp,
        summary: &Summary,
        gaps: usize,
    ) {
        self.remembers(began, ended, summary, gaps);
        self.with(|it| {
            it.runs += 1;
            it.looking_since = None;
            it.trouble = None;
        });
    }

    /// What the newest run found, be it of this process or of one before it.
    pub(crate) fn remembers(
        &self,
        began: Timestamp,
        ended: Timestamp,
        summary: &Summary,
        gaps: usize,
    ) {
        let last = Last {
            began,
            seconds: ended.duration_since(began).as_secs_f64(),
            summary: summary.clone(),
            gaps,
        };
        self.with(|it| it.last = Some(last));
    }

    /// A look failed.
    pub(crate) fn failed(&self, why: &str) {
        self.with(|it| {
            it.failures += 1;
            it.looking_since = None;
            it.trouble = Some(why.to_owned());
        });
    }

    /// What changed could not be told somewhere.
    pub(crate) fn untold(&self, why: &str) {
        self.with(|it| {
            it.untold += 1;
            it.trouble = Some(why.to_owned());
        });
    }

    /// When the next look is due.
    pub(crate) fn waits(&self, next: Timestamp) {
        self.with(|it| it.next = Some(next));
    }

    /// Whether all is well, and in a line what is.
    pub(crate) fn health(&self, now: Timestamp) -> (bool, String) {
        self.with(|it| {
            if let Some(trouble) = &it.trouble {
                return (false, format!("{trouble}\n"));
            }
            if it.looking_since.is_some() {
                return (true, "looking\n".to_owned());
            }
            match it.next {
                Some(next) if now.as_second() - next.as_second() > LATE => {
                    let next = to_the_second(next);
                    (false, format!("the run of {next} has not begun\n"))
                }
                Some(next) if next <= now => (true, "working\n".to_owned()),
                Some(next) => {
                    let next = to_the_second(next);
                    (true, format!("waiting until {next}\n"))
                }
                None => (true, "starting\n".to_owned()),
            }
        })
    }

    /// Everything as Prometheus reads it.
    /// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
    pub(crate) fn metrics(&self) -> String {
        self.with(|it| {
            let mut out = String::new();
            head(
                &mut out,
                "bartizan_build_info",
                "gauge",
                "The version that runs.",
            );
            line(
                &mut out,
                concat!(
                    "bartizan_build_info{version=\"",
                    env!("CARGO_PKG_VERSION"),
                    "\"}"
                ),
                1.0,
            );
            metric(
                &mut out,
                "bartizan_runs_total",
                "counter",
                "Looks that ended well since the start.",
                it.runs as f64,
            );
            metric(
                &mut out,
                "bartizan_run_failures_total",
                "counter",
                "Looks that failed since the start.",
                it.failures as f64,
            );
            metric(
                &mut out,
                "bartizan_announce_failures_total",
                "counter",
                "Announcements that nobody heard since the start.",
                it.untold as f64,
            );
            metric(
                &mut out,
                "bartizan_looking",
                "gauge",
                "1 while a look is under way.",
                f64::from(u8::from(it.looking_since.is_some())),
            );
            if let Some(next) = it.next {
                metric(
                    &mut out,
                    "bartizan_next_run_timestamp_seconds",
                    "gauge",
                    "When the next look is due.",
                    seconds(next),
                );
            }
            if let Some(last) = &it.last {
                of_last(&mut out, last);
            }
            out
        })
    }
}

fn of_last(out: &mut String, last: &Last) {
    metric(
        out,
        "bartizan_last_run_timestamp_seconds",
        "gauge",
        "When the last whole run began.",
        seconds(last.began),
    );
    metric(
        out,
        "bartizan_last_run_duration_seconds",
        "gauge",
        "How long the last whole run took.",
        last.seconds,
    );
    metric(
        out,
        "bartizan_gaps",
        "gauge",
        "Calls that could not be answered in the last whole run.",
        last.gaps as f64,
    );
    let it = &last.summary;
    head(
        out,
        "bartizan_findings",
        "gauge",
        "Findings of the last whole run by outcome.",
    );
    for (outcome, count) in [
        ("fail", it.fail),
        ("pass", it.pass),
        ("unknown", it.unknown),
        ("waived", it.waived),
    ] {
        line(
            out,
            &format!("bartizan_findings{{outcome=\"{outcome}\"}}"),
            count as f64,
        );
    }
    head(
        out,
        "bartizan_failures",
        "gauge",
        "Failures of the last whole run by severity.",
    );
    for severity in Severity::WORST_FIRST {
        let count = it.fail_by_severity.get(&severity).copied().unwrap_or(0);
        line(
            out,
            &format!("bartizan_failures{{severity=\"{}\"}}", severity.name()),
            count as f64,
        );
    }
}

fn metric(out: &mut String, name: &str, kind: &str, help: &str, value: f64) {
    head(out, name, kind, help);
    line(out, name, value);
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
}

fn line(out: &mut String, name: &str, value: f64) {
    out.push_str(&format!("{name} {value}\n"));
}

fn seconds(time: Timestamp) -> f64 {
    time.as_duration().as_secs_f64()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn health_follows_the_last_look_and_the_clock() {
        let state = State::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (began, ended) = (at("2026-11-22T16:00:00Z"), at("2026-11-22T16:01:30Z"));
        assert!(state.health(began).0);
        state.looks(began);
        assert_eq!(state.health(began), (true, "looking\n".to_owned()));
        state.failed("no usable aws credentials were found");
        assert_eq!(
            state.health(ended),
            (false, "no usable aws credentials were found\n".to_owned())
        );
        state.looked(began, ended, &Summary::new(), 2);
        state.waits(at("2026-11-22T22:00:00Z"));
        assert!(state.health(ended).0);
        assert!(!state.health(at("2026-11-22T22:05:01Z")).0);
        let metrics = state.metrics();
        for line in [
            "bartizan_runs_total 1",
            "bartizan_run_failures_total 1",
            "bartizan_last_run_timestamp_seconds 1795363200",
            "bartizan_last_run_duration_seconds 90",
            "bartizan_failures{severity=\"critical\"} 0",
            "# TYPE bartizan_findings gauge",
        ] {
            assert!(metrics.lines().any(|it| it == line), "{line}\n{metrics}");
        }
    }
}
