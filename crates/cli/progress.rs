//! A line on standard error that tells how far a look has come.

use std::sync::Arc;
use std::time::Duration;

use bartizan_collect::Stats;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::task::JoinHandle;

/// How often the line changes.
const EVERY: Duration = Duration::from_millis(100);

/// The line; it goes away when this is dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    ticker: JoinHandle<()>,
}

impl Progress {
    /// Starts the line. Nothing is drawn where standard error is no terminal.
    pub(crate) fn start(stats: &Arc<Stats>) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} · {elapsed}") {
            bar.set_style(style);
        }
        let (stats, line) = (Arc::clone(stats), bar.clone());
        let ticker = tokio::spawn(async move {
            loop {
                line.set_message(message(&stats));
                line.tick();
                tokio::time::sleep(EVERY).await;
            }
        });
        Self { bar, ticker }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.ticker.abort();
        self.bar.finish_and_clear();
    }
}

fn message(stats: &Stats) -> String {
    let now = stats.now();
    if now.units == 0 {
        return "asking who we are and which regions are enabled".to_owned();
    }
    let mut message = format!(
        "{} of {} services in regions · {} calls",
        HumanCount(now.units_done),
        HumanCount(now.units),
        HumanCount(now.calls)
    );
    if now.throttled > 0 {
        message.push_str(&format!(" · {} throttled", HumanCount(now.throttled)));
    }
    message.push_str(&format!(" · {} resources", HumanCount(now.resources)));
    message
}
