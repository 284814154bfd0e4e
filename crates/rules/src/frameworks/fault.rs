//! What is wrong with a framework's file.

/// A mistake in a framework, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` line {line}: {problem}")]
pub struct FrameworkFault {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub problem: FrameworkProblem,
}

/// What is wrong with a framework.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkProblem {
    /// It is no YAML, or not of this shape.
    #[error("{detail}")]
    Yaml {
        /// What the parser says.
        detail: String,
    },
    /// The id is not the name of the file.
    #[error("the id `{id}` is not the name of the file, `{stem}`")]
    Id {
        /// The id as written.
        id: String,
        /// The file's name without `.yaml`.
        stem: String,
    },
    /// Two files have the same id.
    #[error("there is a framework `{id}` already")]
    DuplicateFramework {
        /// The id.
        id: String,
    },
    /// Two requirements have the same id.
    #[error("the requirement `{id}` stands twice, first on line {first}")]
    Duplicate {
        /// The id.
        id: String,
        /// The line of the first.
        first: u64,
    },
    /// There is no requirement.
    #[error("it has no requirement")]
    Empty,
    /// A text is missing, blank or over-long.
    #[error("`{key}` is {what}")]
    Text {
        /// The key.
        key: &'static str,
        /// What it is.
        what: &'static str,
    },
    /// A requirement says both which rules tell and that none can, or neither.
    #[error("`{id}` must have either `rules` or `needs` and `how`")]
    Answer {
        /// The requirement.
        id: String,
    },
    /// A rule stands twice in one requirement.
    #[error("`{id}` names the rule `{rule}` twice")]
    Twice {
        /// The requirement.
        id: String,
        /// The rule.
        rule: String,
    },
    /// There is no such rule.
    #[error("`{id}` asks for the rule `{rule}`, which does not exist")]
    UnknownRule {
        /// The requirement.
        id: String,
        /// The rule as written.
        rule: String,
        /// The rule that was probably meant.
        meant: Option<String>,
    },
    /// No requirement belongs to a section.
    #[error("no requirement belongs to the section `{id}`")]
    EmptySection {
        /// The section's id.
        id: String,
    },
}

impl FrameworkProblem {
    /// The problem with its place.
    pub(super) fn at(self, path: &str, line: u64) -> FrameworkFault {
        FrameworkFault {
            path: path.to_owned(),
            line,
            problem: self,
        }
    }
}

impl FrameworkFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.problem {
            FrameworkProblem::UnknownRule { meant, .. } => {
                let meant = meant.as_ref()?;
                Some(format!("did you mean `{meant}`?"))
            }
            FrameworkProblem::Answer { .. } => Some(
                "`rules: […]` where rules tell, with `rest` for what they do not see; `needs: people` or \
                 `needs: service` with `how` where none can"
                    .to_owned(),
            ),
            FrameworkProblem::EmptySection { .. } => {
                Some("a section's id is what the ids of its requirements begin with".to_owned())
            }
            _ => None,
        }
    }
}
