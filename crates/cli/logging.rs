//! What our own crates say, on standard error: warnings always, more with `--verbose`.

use std::fmt::Debug;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::fault::warn;

/// Starts logging. Unasked, only our own warnings are said, as any other warning of this program is. Other crates stay at warnings whatever is asked:
/// what HTTP and signing say in detail holds tokens.
pub(crate) fn start(verbose: u8) {
    let ours = match verbose {
        0 => return start_warnings(),
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let filter = targets(LevelFilter::WARN, ours);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false);
    // It fails only when a logger is there already.
    drop(
        tracing_subscriber::registry()
            .with(filter)
            .with(lines)
            .try_init(),
    );
}

fn targets(others: LevelFilter, ours: LevelFilter) -> Targets {
    let filter = Targets::new()
        .with_default(others)
        .with_target("bartizan", ours);
    ["aws", "collect", "model", "report", "rules", "tickets"]
        .into_iter()
        .fold(filter, |filter, name| {
            filter.with_target(format!("bartizan_{name}"), ours)
        })
}

fn start_warnings() {
    let filter = targets(LevelFilter::OFF, LevelFilter::WARN);
    // It fails only when a logger is there already.
    drop(
        tracing_subscriber::registry()
            .with(filter)
            .with(Warnings)
            .try_init(),
    );
}

/// Says events as `warning: …`, without the time and place that a log has.
struct Warnings;

impl<S: Subscriber> Layer<S> for Warnings {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        warn(message.0, None);
    }
}

/// An event's message, with its fields after it.
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&if field.name() == "message" {
            format!("{value:?}")
        } else {
            format!(" ({}: {value:?})", field.name())
        });
    }
}
