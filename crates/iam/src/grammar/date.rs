//! The dates that IAM takes in a policy: ISO 8601 as Joda-Time's parser has it, or a 64-bit number.
//!
//! AWS documents the W3C profile of ISO 8601, and seconds since 1970. What it accepts is wider: a year alone, a
//! `T` without a time after it, minutes left out. IAM is written in Java, and its verdicts are those of
//! `ISODateTimeFormat.dateTimeParser`:
//! <https://www.joda.org/joda-time/apidocs/org/joda/time/format/ISODateTimeFormat.html>

/// Whether IAM takes this as a date.
pub(crate) fn is_date(text: &str) -> bool {
    text.parse::<i64>().is_ok() || Scanner { rest: text }.date_and_time()
}

struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    fn take(&mut self, any: &[char]) -> bool {
        match self.rest.strip_prefix(any) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Up to `most` digits, as a number; none when there is no digit.
    fn digits(&mut self, most: usize) -> Option<(u32, usize)> {
        let count = self
            .rest
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        let (digits, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        digits.parse().ok().map(|number| (number, count))
    }

    /// A number of at most two digits in a range.
    fn pair(&mut self, least: u32, most: u32) -> bool {
        self.digits(2)
            .is_some_and(|(it, _)| (least..=most).contains(&it))
    }

    fn date_and_time(mut self) -> bool {
        if self.take(&['T', 't']) {
            return self.time() && self.offset() && self.rest.is_empty();
        }
        if !self.date() {
            return false;
        }
        if self.take(&['T', 't']) {
            // Neither a time nor an offset needs to follow.
            if self.rest.starts_with(|it: char| it.is_ascii_digit()) && !self.time() {
                return false;
            }
            return self.offset() && self.rest.is_empty();
        }
        self.rest.is_empty()
    }

    fn date(&mut self) -> bool {
        self.take(&['-', '+']);
        // The years that Joda-Time knows; a longer number is no year.
        let known = |(year, _)| year <= 292_278_993;
        if !self.digits(9).is_some_and(known) {
            return false;
        }
        if !self.take(&['-']) {
            return true;
        }
        if self.take(&['W', 'w']) {
            return self.pair(1, 53) && (!self.take(&['-']) || self.pair(1, 7));
        }
        match self.digits(3) {
            // Three digits are the day of the year.
            Some((day, 3)) => (1..=366).contains(&day),
            Some((month, _)) => {
                (1..=12).contains(&month) && (!self.take(&['-']) || self.pair(1, 31))
            }
            None => false,
        }
    }

    fn time(&mut self) -> bool {
        self.pair(0, 24)
            && (!self.take(&[':']) || self.pair(0, 59))
            && (!self.take(&[':']) || self.pair(0, 59))
            && (!self.take(&['.', ',']) || self.digits(9).is_some())
    }

    /// Nothing, `Z`, or a sign with hours, minutes and seconds of two digits each.
    fn offset(&mut self) -> bool {
        if self.take(&['Z', 'z']) || !self.take(&['+', '-']) {
            return true;
        }
        let mut part = |most: u32| {
            self.digits(2)
                .is_some_and(|(it, count)| count == 2 && it <= most)
        };
        if !part(23) {
            return false;
        }
        while self.take(&[':']) {
            if !self
                .digits(2)
                .is_some_and(|(it, count)| count == 2 && it <= 59)
            {
                return false;
            }
        }
        true
    }
}
