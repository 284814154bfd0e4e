//! When the next look is due.

use jiff::Timestamp;

use crate::args::watch::When;

/// When to look next, given when the last run began; none when the expression never comes true again.
///
/// What was missed while nobody watched is due at once, and only once. `last` does not lie ahead of `now`.
pub(crate) fn due(when: &When, last: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    if let Some(every) = when.every {
        let Some(last) = last else {
            return Some(now);
        };
        return last.checked_add(every).ok();
    }
    let cron = when.cron.as_ref()?;
    let from = last.unwrap_or(now).to_zoned(when.time_zone.clone());
    let next = cron.find_next_occurrence(&from, false).ok()?;
    Some(next.timestamp())
}

/// A time without what is below a second, as people say it and folders are called.
pub(crate) fn to_the_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::time::Duration;

    use jiff::tz::TimeZone;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn cron(text: &str, zone: &str) -> When {
        When {
            every: None,
            cron: Some(text.parse().unwrap()),
            time_zone: TimeZone::get(zone).unwrap(),
        }
    }

    #[test]
    fn every_counts_from_the_last_start() {
        let when = When {
            every: Some(Duration::from_secs(6 * 3600)),
            cron: None,
            time_zone: TimeZone::UTC,
        };
        let now = at("2026-11-22T16:00:00Z");
        assert_eq!(due(&when, None, now), Some(now));
        assert_eq!(
            due(&when, Some(at("2026-11-22T15:00:00Z")), now),
            Some(at("2026-11-22T21:00:00Z"))
        );
        // Missed for days: due at once.
        assert!(due(&when, Some(at("2026-11-01T15:00:00Z")), now).unwrap() < now);
    }

    #[test]
    fn cron_keeps_to_the_clock_of_its_zone() {
        let now = at("2026-11-22T16:00:30Z");
        let daily = cron("0 6 * * *", "Europe/Berlin");
        assert_eq!(due(&daily, None, now), Some(at("2026-11-23T05:00:00Z")));
        // In summer the same hour is another.
        assert_eq!(
            due(&daily, None, at("2026-07-01T12:00:00Z")),
            Some(at("2026-07-02T04:00:00Z"))
        );
        // The one of this morning was missed.
        assert_eq!(
            due(&daily, Some(at("2026-11-21T05:00:00Z")), now),
            Some(at("2026-11-22T05:00:00Z"))
        );
        assert_eq!(due(&cron("0 0 30 2 *", "UTC"), None, now), None);
    }
}
