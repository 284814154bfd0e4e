//! The arguments of `bartizan watch`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueHint};
use croner::Cron;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{LookArgs, RuleArgs};

/// What to watch.
#[derive(Debug, Subcommand)]
pub(crate) enum WatchTarget {
    /// An AWS account, or many by --role-arn
    Aws(Box<WatchAwsArgs>),
}

#[derive(Debug, Args)]
pub(crate) struct WatchAwsArgs {
    #[command(flatten)]
    pub(crate) when: When,
    /// Keep each run in this folder: its snapshot and its report, under its day and time in UTC
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) runs: PathBuf,
    /// Remove the oldest runs beyond this number (default: keep all)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    pub(crate) keep: Option<u32>,
    /// Answer /healthz and /metrics at this address of this machine, as in 127.0.0.1:9464
    #[arg(long, value_name = "ADDRESS", value_parser = loopback)]
    pub(crate) listen: Option<SocketAddr>,
    /// Do what is due now, and end
    #[arg(long)]
    pub(crate) once: bool,
    #[command(flatten)]
    pub(crate) look: LookArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// When to look.
#[derive(Debug, Args)]
pub(crate) struct When {
    /// Look this often, counted from the start of the last run: 6h, 30m, 1d
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) every: Option<Duration>,
    /// Look at these times: minute, hour, day of month, month, day of week, as in "0 6 * * 1-5"
    #[arg(long, value_name = "EXPRESSION", value_parser = cron, conflicts_with = "every", required_unless_present = "every")]
    pub(crate) cron: Option<Cron>,
    /// The time zone of --cron, as in Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone, requires = "cron", conflicts_with = "every")]
    pub(crate) time_zone: TimeZone,
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a duration such as 6h, 30m or 1d, from one second to a year".to_owned();
    let text = text.trim();
    // jiff's durations know no days, since some have 23 hours; here a day is 24.
    let span: SignedDuration = match text.strip_suffix('d') {
        Some(days) => {
            let days: i64 = days.trim().parse().map_err(|_| wrong())?;
            SignedDuration::from_secs(days.checked_mul(86_400).ok_or_else(wrong)?)
        }
        None => text.parse().map_err(|_| wrong())?,
    };
    let year = SignedDuration::from_hours(366 * 24);
    if span < SignedDuration::from_secs(1) || span > year {
        return Err(wrong());
    }
    Duration::try_from(span).map_err(|_| wrong())
}

fn cron(text: &str) -> Result<Cron, String> {
    text.parse().map_err(|fault: croner::errors::CronError| {
        let why = fault.to_string().to_lowercase();
        // Without the library's names for its parts.
        let why = why.trim_end_matches('.').rsplit(": ").next();
        let why = why.unwrap_or_default();
        format!(
            "{why}; it takes minute, hour, day of month, month and day of week, as in 0 6 * * 1-5"
        )
    })
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| "a time zone of the IANA database, as in Europe/Berlin".to_owned())
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    match text.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_loopback() => Ok(address),
        Ok(_) => {
            Err("what it tells is for this machine only: listen on 127.0.0.1 or [::1]".to_owned())
        }
        Err(_) => Err("an address with a port, as in 127.0.0.1:9464".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn durations_are_written_as_people_do() {
        for (text, seconds) in [
            ("6h", 21_600),
            ("30m", 1_800),
            ("1d", 86_400),
            ("1h 30m", 5_400),
            ("2s", 2),
        ] {
            assert_eq!(duration(text).unwrap().as_secs(), seconds, "{text}");
        }
        for text in ["", "6", "0s", "-1h", "9999999999999d", "400d", "soon"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_it_tells_stays_on_this_machine() {
        assert!(loopback("127.0.0.1:9464").is_ok() && loopback("[::1]:9464").is_ok());
        assert!(loopback("0.0.0.0:9464").is_err() && loopback("localhost").is_err());
    }
}
