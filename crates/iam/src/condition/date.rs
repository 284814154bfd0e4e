//! Dates in the forms that AWS accepts: the ISO 8601 profile of the W3C, and seconds since 1970.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>
//! <https://www.w3.org/TR/NOTE-datetime>

use jiff::civil;
use jiff::tz::Offset;

/// Seconds and nanoseconds since 1970.
pub(super) type Moment = (i64, u32);

/// Reads a date; `None` when it has none of the forms.
///
/// Four digits are a year, any other count of digits seconds since 1970.
pub(super) fn parse(text: &str) -> Option<Moment> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !text.is_ascii() {
        return None;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) && text.len() != 4 {
        return Some((text.parse().ok()?, 0));
    }
    if let Some((seconds, fraction)) = text.split_once('.')
        && !seconds.contains(['T', ':'])
    {
        return Some((seconds.parse().ok()?, nanoseconds(fraction)?));
    }
    let (day, time) = match text.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let day = day_of(day)?;
    let (time, offset) = match time {
        None => (civil::Time::midnight(), Offset::UTC),
        Some(time) => {
            let (time, offset) = split_offset(time)?;
            (time_of(time)?, offset)
        }
    };
    let stamp = offset.to_timestamp(day.to_datetime(time)).ok()?;
    let nanoseconds = u32::try_from(stamp.subsec_nanosecond()).unwrap_or(0);
    Some((stamp.as_second(), nanoseconds))
}

/// `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYYMMDD`.
fn day_of(text: &str) -> Option<civil::Date> {
    if text.len() == 8 && !text.contains('-') {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return civil::Date::new(field(year, 4)?, small(month)?, small(day)?).ok();
    }
    let mut parts = text.split('-');
    let year = field(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), small)?;
    let day = parts.next().map_or(Some(1), small)?;
    if parts.next().is_some() {
        return None;
    }
    civil::Date::new(year, month, day).ok()
}

/// `hh:mm`, `hh:mm:ss`, `hh:mm:ss.fff`, with or without the colons.
fn time_of(text: &str) -> Option<civil::Time> {
    let (text, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let nanoseconds = i32::try_from(nanoseconds(fraction)?).ok()?;
    let mut parts = [0_i8; 3];
    let count = if text.contains(':') {
        let mut count = 0;
        for part in text.split(':') {
            *parts.get_mut(count)? = small(part)?;
            count += 1;
        }
        count
    } else {
        let mut rest = text;
        let mut count = 0;
        while let Some((part, after)) = rest.split_at_checked(2) {
            *parts.get_mut(count)? = small(part)?;
            count += 1;
            rest = after;
        }
        if !rest.is_empty() {
            return None;
        }
        count
    };
    let [hour, minute, second] = parts;
    if count < 2 {
        return None;
    }
    civil::Time::new(hour, minute, second, nanoseconds).ok()
}

/// The time and its zone: `Z`, `+hh:mm`, `-hhmm`, or none, which is read as UTC.
fn split_offset(text: &str) -> Option<(&str, Offset)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, Offset::UTC));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, Offset::UTC));
    };
    let (time, zone) = text.split_at_checked(at)?;
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let zone = zone.get(1..)?;
    let (hours, minutes) = match zone.split_once(':') {
        Some(parts) => parts,
        None => zone.split_at_checked(2)?,
    };
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    let (hours, minutes) = (i32::from(small(hours)?), i32::from(small(minutes)?));
    if minutes > 59 {
        return None;
    }
    let seconds = sign * (hours * 3600 + minutes * 60);
    Some((time, Offset::from_seconds(seconds).ok()?))
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut value = 0;
    for at in 0..9 {
        let digit = fraction.as_bytes().get(at).map_or(0, |byte| byte - b'0');
        value = value * 10 + u32::from(digit);
    }
    Some(value)
}

fn field(text: &str, digits: usize) -> Option<i16> {
    let shaped = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if shaped { text.parse().ok() } else { None }
}

fn small(text: &str) -> Option<i8> {
    field(text, 2).and_then(|value| i8::try_from(value).ok())
}
