//! A framework as its file spells it.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_finding::{Answer, Framework, Requirement, stands_under};
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::fault::{FrameworkFault, FrameworkProblem};
use crate::fault::nearest;

/// The longest text of a requirement, in characters: it has to fit a cell of a table.
const LONGEST: usize = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    id: Spanned<String>,
    title: Spanned<String>,
    version: Spanned<String>,
    publisher: Spanned<String>,
    published: Spanned<String>,
    source: Spanned<String>,
    #[serde(default)]
    sections: BTreeMap<String, Spanned<String>>,
    requirements: Vec<WrittenRequirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRequirement {
    id: Spanned<String>,
    subject: Spanned<String>,
    #[serde(default)]
    rules: Vec<Spanned<String>>,
    rest: Option<Spanned<String>>,
    needs: Option<Needs>,
    how: Option<Spanned<String>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Needs {
    People,
    Service,
}

/// Reads the shape; its content is not looked at.
pub(super) fn parse(path: &str, text: &str) -> Result<Written, FrameworkFault> {
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|fault| {
        let line = fault.location().map_or(1, |place| place.line());
        let message = fault.to_string();
        let detail = message.lines().next().unwrap_or_default();
        // The parser's own place: the line stands in front of the message already.
        let detail = detail.split_once(" at line ").map_or(detail, |it| it.0);
        let detail = detail.to_owned();
        FrameworkProblem::Yaml { detail }.at(path, line)
    })
}

impl Written {
    /// The framework, or every mistake in it.
    pub(super) fn understand(
        self,
        path: &str,
        rules: Option<&[&str]>,
    ) -> Result<Framework, Vec<FrameworkFault>> {
        let mut faults = self.faults(path);
        let mut seen = BTreeMap::new();
        let mut requirements = Vec::with_capacity(self.requirements.len());
        for written in self.requirements {
            let line = written.id.referenced.line();
            let mut found = Vec::new();
            if let Some(&first) = seen.get(&written.id.value) {
                let id = written.id.value.clone();
                found.push((line, FrameworkProblem::Duplicate { id, first }));
            } else {
                seen.insert(written.id.value.clone(), line);
            }
            requirements.extend(written.understand(rules, &mut found));
            faults.extend(found.into_iter().map(|(line, it)| it.at(path, line)));
        }
        let sections: Vec<_> = self.sections.into_iter().collect();
        let framework = Framework {
            id: self.id.value,
            title: self.title.value,
            version: self.version.value,
            publisher: self.publisher.value,
            published: self.published.value,
            source: self.source.value,
            sections: sections
                .iter()
                .map(|(id, title)| (id.clone(), title.value.clone()))
                .collect(),
            requirements,
        };
        if faults.is_empty() {
            faults.extend(empty_sections(&framework, &sections, path));
        }
        if faults.is_empty() {
            Ok(framework)
        } else {
            Err(faults)
        }
    }

    /// What is wrong with what stands above the requirements.
    fn faults(&self, path: &str) -> Vec<FrameworkFault> {
        let mut faults = Vec::new();
        let texts = [
            ("id", &self.id),
            ("title", &self.title),
            ("version", &self.version),
            ("publisher", &self.publisher),
            ("published", &self.published),
            ("source", &self.source),
        ];
        let sections = self.sections.values().map(|title| ("sections", title));
        for (key, text) in texts.into_iter().chain(sections) {
            faults.extend(wrong(key, text).map(|(line, it)| it.at(path, line)));
        }
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let stem = name.strip_suffix(".yaml").unwrap_or(name);
        if self.id.value != stem {
            let (id, stem) = (self.id.value.clone(), stem.to_owned());
            let line = self.id.referenced.line();
            faults.push(FrameworkProblem::Id { id, stem }.at(path, line));
        }
        if !self.source.value.starts_with("https://") {
            let (key, what) = ("source", "no https address");
            let line = self.source.referenced.line();
            faults.push(FrameworkProblem::Text { key, what }.at(path, line));
        }
        if self.requirements.is_empty() {
            faults.push(FrameworkProblem::Empty.at(path, 1));
        }
        faults
    }
}

impl WrittenRequirement {
    /// The requirement; what is wrong with it goes to `faults`, with the line.
    fn understand(
        self,
        rules: Option<&[&str]>,
        faults: &mut Vec<(u64, FrameworkProblem)>,
    ) -> Option<Requirement> {
        faults.extend(wrong("id", &self.id));
        faults.extend(wrong("subject", &self.subject));
        for (key, text) in [("rest", &self.rest), ("how", &self.how)] {
            faults.extend(text.as_ref().and_then(|text| wrong(key, text)));
        }
        let mut seen = BTreeSet::new();
        for rule in &self.rules {
            let line = rule.referenced.line();
            if !seen.insert(&rule.value) {
                let (id, rule) = (self.id.value.clone(), rule.value.clone());
                faults.push((line, FrameworkProblem::Twice { id, rule }));
            } else if let Some(fault) = unknown(&self.id.value, &rule.value, rules) {
                faults.push((line, fault));
            }
        }
        let value = |text: Spanned<String>| text.value;
        let answer = match (self.rules.is_empty(), self.needs, self.how, self.rest) {
            (false, None, None, rest) => Answer::Rules {
                rules: self.rules.into_iter().map(value).collect(),
                rest: rest.map(value),
            },
            (true, Some(Needs::People), Some(how), None) => Answer::People { how: how.value },
            (true, Some(Needs::Service), Some(how), None) => Answer::Service { how: how.value },
            _ => {
                let (line, id) = (self.id.referenced.line(), self.id.value);
                faults.push((line, FrameworkProblem::Answer { id }));
                return None;
            }
        };
        Some(Requirement {
            id: self.id.value,
            subject: self.subject.value,
            answer,
        })
    }
}

/// What is wrong with a text, if anything.
fn wrong(key: &'static str, text: &Spanned<String>) -> Option<(u64, FrameworkProblem)> {
    let what = if text.value.trim().is_empty() {
        "empty"
    } else if text.value.trim() != text.value || text.value.chars().any(char::is_control) {
        "not one line"
    } else if text.value.chars().count() > LONGEST {
        "longer than 300 characters"
    } else {
        return None;
    };
    let line = text.referenced.line();
    Some((line, FrameworkProblem::Text { key, what }))
}

fn unknown(id: &str, rule: &str, rules: Option<&[&str]>) -> Option<FrameworkProblem> {
    let rules = rules?;
    if rules.contains(&rule) {
        return None;
    }
    Some(FrameworkProblem::UnknownRule {
        id: id.to_owned(),
        rule: rule.to_owned(),
        meant: nearest(rule, rules.iter().copied()).map(str::to_owned),
    })
}

/// The sections that no requirement belongs to: a slip of the pen in their id.
fn empty_sections(
    framework: &Framework,
    sections: &[(String, Spanned<String>)],
    path: &str,
) -> Vec<FrameworkFault> {
    let mut faults = Vec::new();
    for (id, title) in sections {
        let mut requirements = framework.requirements.iter();
        // A section above others is used by what stands in those.
        if !requirements.any(|it| stands_under(&it.id, id)) {
            let id = id.clone();
            let line = title.referenced.line();
            faults.push(FrameworkProblem::EmptySection { id }.at(path, line));
        }
    }
    faults
}
