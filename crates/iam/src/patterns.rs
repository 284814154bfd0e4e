//! What patterns with `*` and `?` have in common, for readings that compare patterns with patterns.
//!
//! Matching a pattern with a text is `glob`'s matter; here both sides may have wildcards.

use std::cell::Cell;

/// The longest pattern that is compared, in bytes: no ARN or action is longer.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const LONGEST: usize = 2048;

/// How many comparisons one document may cost. Real documents need some thousands; past it every
/// answer is the careful one.
const MOST: u32 = 500_000;

/// Compares patterns, and stops when a document asks for more than any honest one does.
#[derive(Debug)]
pub(crate) struct Patterns {
    left: Cell<u32>,
}

impl Patterns {
    pub(crate) fn new() -> Self {
        Self {
            left: Cell::new(MOST),
        }
    }

    fn affords(&self, a: &str, b: &str) -> bool {
        // Long patterns cost more than one look.
        let cost = 1 + u32::try_from(a.len() * b.len() / 1024).unwrap_or(u32::MAX);
        let left = self.left.get();
        self.left.set(left.saturating_sub(cost));
        left >= cost && a.len() <= LONGEST && b.len() <= LONGEST
    }

    /// Whether everything that `narrow` matches is matched by `wide`. No means "not surely":
    /// a `*` of `narrow` is only seen inside a `*` of `wide`.
    pub(crate) fn covers(&self, wide: &str, narrow: &str) -> bool {
        wide == "*" || (self.affords(wide, narrow) && covers(wide.as_bytes(), narrow.as_bytes()))
    }

    /// Whether some text is matched by both. Yes means "perhaps" for patterns that are too long.
    pub(crate) fn meet(&self, a: &str, b: &str) -> bool {
        a == "*" || b == "*" || !self.affords(a, b) || meet(a.as_bytes(), b.as_bytes())
    }
}

/// Whether a text matches a pattern, case counting.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    covers(pattern.as_bytes(), text.as_bytes())
}

/// Whether a text matches a pattern, ASCII case not counting.
pub(crate) fn matches_any_case(pattern: &str, text: &str) -> bool {
    covers(
        pattern.to_ascii_lowercase().as_bytes(),
        text.to_ascii_lowercase().as_bytes(),
    )
}

/// The usual backtracking to the last star, with one twist: `narrow` is a pattern itself, whose `*` only a star
/// of `wide` can take, and whose `?` also a `?`.
fn covers(wide: &[u8], narrow: &[u8]) -> bool {
    let (mut at, mut pos) = (0, 0);
    let mut star = None;
    while let Some(&byte) = narrow.get(pos) {
        match wide.get(at) {
            Some(b'*') => {
                star = Some((at, pos));
                at += 1;
                continue;
            }
            Some(b'?') if byte != b'*' => {
                at += 1;
                pos += 1;
                continue;
            }
            Some(&wanted) if wanted == byte => {
                at += 1;
                pos += 1;
                continue;
            }
            _ => {}
        }
        let Some((star_at, star_pos)) = star else {
            return false;
        };
        star = Some((star_at, star_pos + 1));
        at = star_at + 1;
        pos = star_pos + 1;
    }
    wide.get(at..)
        .is_some_and(|rest| rest.iter().all(|&byte| byte == b'*'))
}

/// Whether some text is matched by both, whatever it costs: walks both patterns at once, one row of the table at a time.
pub(crate) fn meet(a: &[u8], b: &[u8]) -> bool {
    // row[j]: whether what was read of `a` can meet the first `j` bytes of `b`.
    let mut row: Vec<bool> = Vec::with_capacity(b.len() + 1);
    row.push(true);
    for &byte in b {
        let before = row.last().copied().unwrap_or_default();
        row.push(before && byte == b'*');
    }
    for &from_a in a {
        let mut next: Vec<bool> = Vec::with_capacity(b.len() + 1);
        next.push(from_a == b'*' && row.first().copied().unwrap_or_default());
        for (at, (&from_b, corner)) in b.iter().zip(&row).enumerate() {
            let above = row.get(at + 1).copied().unwrap_or_default();
            let left = next.last().copied().unwrap_or_default();
            let star = from_a == b'*' || from_b == b'*';
            let stars = star && (left || *corner || above);
            let same = from_a == from_b || from_a == b'?' || from_b == b'?';
            next.push(stars || (same && *corner));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_covers_what() {
        for (wide, narrow, expected) in [
            ("*", "s3:Get*", true),
            ("s3:*", "s3:Get*", true),
            ("s3:Get*", "s3:*", false),
            ("s3:Get*", "s3:GetObject", true),
            ("s3:?et*", "s3:GetObject", true),
            ("s3:?et", "s3:*et", false),
            ("s3:?et", "s3:?et", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "a*c", false),
            ("a*c", "a*b*c", true),
            ("", "", true),
            ("", "a", false),
            ("a**", "a", true),
        ] {
            assert_eq!(
                Patterns::new().covers(wide, narrow),
                expected,
                "{wide} {narrow}"
            );
        }
    }

    #[test]
    fn what_meets_what() {
        for (a, b, expected) in [
            ("s3:*", "iam:*", false),
            ("s3:Get*", "*Object", true),
            ("s3:Get*", "s3:Put*", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a*", "*b", true),
            ("?", "*", true),
            ("", "*", true),
            ("", "?", false),
            ("ab*cd", "a*d", true),
            ("ab*ce", "a*d", false),
        ] {
            assert_eq!(Patterns::new().meet(a, b), expected, "{a} {b}");
            assert_eq!(Patterns::new().meet(b, a), expected, "{b} {a}");
        }
    }

    /// Every short pattern against every short text: the two answers are what they say they are.
    #[test]
    fn patterns_agree_with_texts() {
        let alphabet = ["", "a", "b", "*", "?"];
        let mut patterns = vec![String::new()];
        for _ in 0..3 {
            patterns = patterns
                .iter()
                .flat_map(|start| alphabet.iter().map(move |next| format!("{start}{next}")))
                .collect();
            patterns.sort();
            patterns.dedup();
        }
        let texts: Vec<&String> = patterns
            .iter()
            .filter(|text| !text.contains(['*', '?']))
            .collect();
        for a in &patterns {
            for b in &patterns {
                let both = texts
                    .iter()
                    .any(|text| matches(a, text) && matches(b, text));
                if both {
                    assert!(Patterns::new().meet(a, b), "{a} {b}");
                }
                if Patterns::new().covers(a, b) {
                    assert!(
                        texts
                            .iter()
                            .all(|text| !matches(b, text) || matches(a, text)),
                        "{a} {b}"
                    );
                }
            }
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let stars = "*a".repeat(500);
        let patterns = Patterns {
            left: Cell::new(2500),
        };
        assert!(patterns.covers(&stars, &stars));
        assert!(patterns.meet(&stars, &stars));
        assert!(!patterns.covers(&stars, &stars), "nothing is left");
        assert!(patterns.meet("a", "b"), "and the answer is the careful one");
    }
}
