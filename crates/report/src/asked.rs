//! Which requirements of standards each rule answers, said once a rule.

use std::collections::HashMap;

use bartizan_finding::Framework;

/// What asks for each rule, by the rule's id.
pub(crate) struct Asked<'a>(HashMap<&'a str, Asking<'a>>);

/// What asks for a rule.
#[derive(Default)]
pub(crate) struct Asking<'a> {
    /// The standards, by id.
    pub(crate) standards: Vec<&'a str>,
    /// Their requirements, as in `cis-aws-7.0 2.12`: those of a standard together, in its order.
    pub(crate) requirements: Vec<String>,
    /// How many of the requirements each standard has.
    lengths: Vec<usize>,
}

impl<'a> Asked<'a> {
    pub(crate) fn of(frameworks: &'a [Framework]) -> Self {
        let mut asked = HashMap::<&str, Asking<'_>>::new();
        for framework in frameworks {
            for requirement in &framework.requirements {
                for rule in requirement.rules() {
                    let asking = asked.entry(rule).or_default();
                    asking.push(&framework.id, &requirement.id);
                }
            }
        }
        Self(asked)
    }

    /// What asks for a rule; none when nothing does.
    pub(crate) fn get(&self, rule: &str) -> Option<&Asking<'a>> {
        self.0.get(rule)
    }

    /// The same with at most so many requirements a rule.
    pub(crate) fn at_most(mut self, most: usize) -> Self {
        self.0.values_mut().for_each(|asking| asking.shorten(most));
        self
    }
}

impl<'a> Asking<'a> {
    fn push(&mut self, standard: &'a str, requirement: &str) {
        match self.lengths.last_mut() {
            Some(length) if self.standards.last() == Some(&standard) => *length += 1,
            _ => {
                self.standards.push(standard);
                self.lengths.push(1);
            }
        }
        self.requirements.push(format!("{standard} {requirement}"));
    }

    /// Leaves out the last requirements of the standards that have most, so that each is named while there is room.
    fn shorten(&mut self, most: usize) {
        let mut over = self.requirements.len().saturating_sub(most);
        let mut kept = self.lengths.clone();
        while over > 0 {
            let Some(longest) = kept.iter_mut().max() else {
                break;
            };
            *longest = longest.saturating_sub(1);
            over -= 1;
        }
        let mut all = std::mem::take(&mut self.requirements).into_iter();
        for (length, kept) in self.lengths.iter_mut().zip(kept) {
            let of_one: Vec<_> = all.by_ref().take(*length).collect();
            self.requirements.extend(of_one.into_iter().take(kept));
            *length = kept;
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::sample;

    #[test]
    fn a_rule_knows_who_asks_for_it() {
        let frameworks = [
            sample::framework("one", &[("1.1", &["a", "b"]), ("1.2", &["a"])]),
            sample::framework("two", &[("x", &["c"]), ("y", &["a"])]),
        ];
        let asked = Asked::of(&frameworks);
        let a = asked.get("a").unwrap();
        assert_eq!(a.standards, ["one", "two"]);
        assert_eq!(a.requirements, ["one 1.1", "one 1.2", "two y"]);
        assert_eq!(asked.get("b").unwrap().requirements, ["one 1.1"]);
        assert!(asked.get("d").is_none());
    }

    #[test]
    fn no_standard_is_left_out_for_another_that_asks_more() {
        let ids: Vec<String> = (0..9).map(|n| n.to_string()).collect();
        let many: Vec<(&str, &[&str])> = ids.iter().map(|id| (id.as_str(), &["a"][..])).collect();
        let frameworks = [
            sample::framework("large", &many),
            sample::framework("small", &[("x", &["a"]), ("y", &["a"])]),
        ];
        let cut = |most| Asked::of(&frameworks).at_most(most).0.remove("a").unwrap();
        assert_eq!(cut(11).requirements.len(), 11);
        assert_eq!(
            cut(4).requirements,
            ["large 0", "large 1", "small x", "small y"]
        );
        assert_eq!(cut(3).requirements, ["large 0", "large 1", "small x"]);
        assert!(cut(0).requirements.is_empty());
    }
}
