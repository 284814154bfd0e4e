//! What standards ask for, and which rules can tell.

/// An edition of a standard: every one of its requirements, with what can tell whether it is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    /// Its name on the command line, as in `cis-aws-7.0`.
    pub id: String,
    /// Its name in reports.
    pub title: String,
    /// Its edition.
    pub version: String,
    /// Who publishes it.
    pub publisher: String,
    /// When the edition was published: a year, a month or a day, as in `2026-03`.
    pub published: String,
    /// Where it stands.
    pub source: String,
    /// Its sections: the id that those of its requirements begin with, and what it is about, in our words.
    pub sections: Vec<(String, String)>,
    /// Every requirement, in the order of the standard.
    pub requirements: Vec<Requirement>,
}

/// One thing that a standard asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its id in the standard, as in `1.4`.
    pub id: String,
    /// What it asks for, in our words.
    pub subject: String,
    /// What can tell whether it is met.
    pub answer: Answer,
}

/// What can tell whether a requirement is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Rules, by id.
    Rules {
        /// The rules, at least one.
        rules: Vec<String>,
        /// What they do not see of it; none when they see all of it.
        rest: Option<String>,
    },
    /// People: no look at a configuration can tell.
    People {
        /// How to find out: an interview, documents, an observation, a test.
        how: String,
    },
    /// A service that is not looked at yet.
    Service {
        /// The service, or what would have to be looked at.
        how: String,
    },
}

impl Requirement {
    /// The rules that can tell something about it, by id.
    #[must_use]
    pub fn rules(&self) -> &[String] {
        match &self.answer {
            Answer::Rules { rules, .. } => rules,
            Answer::People { .. } | Answer::Service { .. } => &[],
        }
    }
}

impl Framework {
    /// The section of a requirement: the longest section id that the requirement's id begins with.
    #[must_use]
    pub fn section_of(&self, requirement: &str) -> Option<(&str, &str)> {
        let fits = |(id, _): &&(String, String)| stands_under(requirement, id);
        let longest = self.sections.iter().filter(fits);
        let longest = longest.max_by_key(|(id, _)| id.len());
        longest.map(|(id, title)| (id.as_str(), title.as_str()))
    }

    /// The requirements that ask for a rule, in the order of the standard.
    pub fn asking_for<'a>(&'a self, rule: &'a str) -> impl Iterator<Item = &'a Requirement> {
        let asks = move |it: &&Requirement| it.rules().iter().any(|asked| asked == rule);
        self.requirements.iter().filter(asks)
    }
}

/// Whether a requirement's id is a section's, or begins with it: `1.10.2` with `1.10` and `1`, and not with `1.1`;
/// `CC6.1` with `CC6` and `CC`.
#[must_use]
pub fn stands_under(id: &str, section: &str) -> bool {
    let Some(rest) = id.strip_prefix(section) else {
        return false;
    };
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphanumeric());
    match (section.chars().next_back(), rest.chars().next()) {
        (_, None) => true,
        (Some(last), Some(next)) => kind(last) != kind(next),
        (None, Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framework(sections: &[&str]) -> Framework {
        let rules = Answer::Rules {
            rules: vec!["a".to_owned(), "b".to_owned()],
            rest: None,
        };
        let requirement = |id: &str, answer| Requirement {
            id: id.to_owned(),
            subject: String::new(),
            answer,
        };
        let how = String::new();
        Framework {
            id: String::new(),
            title: String::new(),
            version: String::new(),
            publisher: String::new(),
            published: String::new(),
            source: String::new(),
            sections: sections
                .iter()
                .map(|id| ((*id).to_owned(), format!("about {id}")))
                .collect(),
            requirements: vec![
                requirement("1.1", rules),
                requirement("1.2", Answer::People { how }),
            ],
        }
    }

    #[test]
    fn the_longest_section_that_fits_is_the_section() {
        let it = framework(&["1", "1.1", "A1", "CC", "CC6", "ac", "art-9"]);
        for (id, section) in [
            ("1.1", Some("1.1")),
            ("1.1.4", Some("1.1")),
            ("1.10", Some("1")),
            ("10.1", None),
            ("A1.2", Some("A1")),
            ("A10.2", None),
            ("CC6.1", Some("CC6")),
            ("CC7.1", Some("CC")),
            ("CCM", None),
            ("ac-2(1)", Some("ac")),
            ("act", None),
            ("art-9.2.a", Some("art-9")),
            ("", None),
        ] {
            let found = it.section_of(id).map(|(id, _)| id);
            assert_eq!(found, section, "{id}");
        }
    }

    #[test]
    fn only_the_requirements_that_name_a_rule_ask_for_it() {
        let it = framework(&[]);
        let asking = |rule| -> Vec<&str> {
            let ids = it.asking_for(rule).map(|it| it.id.as_str());
            ids.collect()
        };
        assert_eq!(asking("b"), ["1.1"]);
        assert!(asking("c").is_empty());
    }
}
