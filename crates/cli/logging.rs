//! `--verbose`: what our own crates say, on standard error.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging when it was asked for. Other crates stay at warnings whatever is asked:
/// what HTTP and signing say in detail holds tokens.
pub(crate) fn start(verbose: u8) {
    let ours = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let filter = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("bartizan", ours);
    let filter = ["aws", "collect", "model", "report", "rules"]
        .into_iter()
        .fold(filter, |filter, name| {
            filter.with_target(format!("bartizan_{name}"), ours)
        });
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
