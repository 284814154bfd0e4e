//! What is wrong with a rule, and where in its file.

use miette::{Diagnostic, NamedSource, SourceSpan};

/// A mistake in the text of a rule, with the place where it stands.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
pub struct RuleFault {
    /// What is wrong.
    pub problem: RuleProblem,
    path: String,
    text: NamedSource<String>,
    span: SourceSpan,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleProblem {
    /// The Rego does not parse or compile.
    #[error("{message}")]
    Rego {
        /// What the compiler says.
        message: String,
    },
    /// There is no METADATA block.
    #[error("the rule has no `# METADATA` block above its package")]
    NoMetadata,
    /// The METADATA block is not what it should be.
    #[error("METADATA: {message}")]
    Metadata {
        /// What is wrong with it.
        message: String,
        /// The key that was probably meant.
        meant: Option<String>,
    },
    /// The package is not one of a rule in this file.
    #[error("the package `{package}` does not belong in the file `{file}`")]
    Package {
        /// The package as written.
        package: String,
        /// The file's name.
        file: String,
    },
    /// There is no `violation`.
    #[error("the rule has no `violation contains {{\"message\": …}} if {{ … }}`")]
    NoViolation,
    /// It judges a type that does not exist.
    #[error("rule `{rule}` judges `{kind}`, which is no resource type")]
    UnknownType {
        /// The rule.
        rule: String,
        /// The type as written.
        kind: String,
        /// The type that was probably meant.
        meant: Option<String>,
    },
    /// It reads an attribute that its type does not have.
    #[error("rule `{rule}` reads `{attribute}`, which `{kind}` does not have")]
    UnknownAttribute {
        /// The rule.
        rule: String,
        /// The attribute as written.
        attribute: String,
        /// The type.
        kind: String,
        /// The attribute that was probably meant.
        meant: Option<String>,
    },
    /// It uses an attribute that it does not declare.
    #[error("rule `{rule}` uses `input.resource.{attribute}`, which is not in its `reads`")]
    Undeclared {
        /// The rule.
        rule: String,
        /// The attribute.
        attribute: String,
    },
    /// It declares an attribute, a fact or a parameter that it does not use.
    #[error("rule `{rule}` declares `{name}` in its `{list}` and never uses it")]
    Unused {
        /// The rule.
        rule: String,
        /// What is not used.
        name: String,
        /// `reads`, `facts` or `params`.
        list: &'static str,
    },
    /// It asks for a fact that does not exist, or not for its type.
    #[error("rule `{rule}` asks for the fact `{fact}`, which `{kind}` does not have")]
    UnknownFact {
        /// The rule.
        rule: String,
        /// The fact as written.
        fact: String,
        /// The type.
        kind: String,
        /// The fact that was probably meant.
        meant: Option<String>,
    },
    /// It uses a fact or a parameter that it does not declare.
    #[error("rule `{rule}` uses `input.{list}.{name}`, which is not in its `{list}`")]
    UndeclaredInput {
        /// The rule.
        rule: String,
        /// What is not declared.
        name: String,
        /// `facts` or `params`.
        list: &'static str,
    },
    /// It uses the input in a way that hides what it reads.
    #[error(
        "rule `{rule}` uses `input` other than as `input.resource.X`, `input.facts.X` or `input.params.X`"
    )]
    OpaqueInput {
        /// The rule.
        rule: String,
    },
    /// It calls a builtin whose answer differs from run to run or that can not be bounded.
    #[error("rule `{rule}` may not call `{builtin}` like this")]
    Forbidden {
        /// The rule.
        rule: String,
        /// The builtin.
        builtin: String,
        /// Why, and what to use instead.
        why: &'static str,
    },
    /// It has an `else`.
    #[error("rule `{rule}` uses `else`, which rules may not")]
    Else {
        /// The rule.
        rule: String,
    },
    /// Two rules have the same id.
    #[error("the id `{rule}` is already taken by `{other}`")]
    Duplicate {
        /// The id.
        rule: String,
        /// The file of the other rule.
        other: String,
    },
}

impl RuleProblem {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let meant = match self {
            Self::Metadata { meant, .. }
            | Self::UnknownType { meant, .. }
            | Self::UnknownAttribute { meant, .. }
            | Self::UnknownFact { meant, .. } => meant.as_ref(),
            Self::Package { file, .. } => {
                let stem = file.strip_suffix(".rego").unwrap_or(file);
                return Some(format!("name it `rules.<provider>.<service>.{stem}`"));
            }
            Self::Undeclared { attribute, .. } => {
                return Some(format!("add `{attribute}` to `reads`"));
            }
            Self::Unused { list, .. } => return Some(format!("remove it from `{list}`")),
            Self::UndeclaredInput { name, list, .. } => {
                return Some(format!("add `{name}` to `{list}`"));
            }
            Self::OpaqueInput { .. } => {
                return Some(
                    "name every attribute, so that an unreadable one makes the outcome unknown"
                        .to_owned(),
                );
            }
            Self::Forbidden { why, .. } => return Some((*why).to_owned()),
            // regorus 0.14.1's compiled machine skips an `else` after a loop that finds nothing; its interpreter does not.
            Self::Else { .. } => {
                return Some(
                    "write a second definition, with `not` in front of the first's condition"
                        .to_owned(),
                );
            }
            Self::NoMetadata => {
                return Some("`bartizan explain` any rule for an example".to_owned());
            }
            Self::Duplicate { .. } => {
                return Some("rename the package, or leave the other rule out".to_owned());
            }
            Self::Rego { .. } | Self::NoViolation => None,
        };
        meant.map(|name| format!("did you mean `{name}`?"))
    }
}

impl RuleFault {
    pub(crate) fn new(
        problem: RuleProblem,
        path: &str,
        text: &str,
        span: std::ops::Range<usize>,
    ) -> Self {
        // A span outside the text, or inside a character, would make the renderer give up on the whole file.
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = span.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = NamedSource::new(path, text.to_owned());
        Self {
            problem,
            path: path.to_owned(),
            text,
            span: (start, end - start).into(),
        }
    }

    /// The rule's file.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line and the column of the mistake, both from 1; a tab is one column.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        let before = self
            .text
            .inner()
            .get(..self.span.offset())
            .unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    }
}

impl Diagnostic for RuleFault {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.problem
            .hint()
            .map(|hint| Box::new(hint) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(
            miette::LabeledSpan::new_with_span(Some("here".to_owned()), self.span),
        )))
    }
}

/// The candidate that is nearest to what was written, when one is near.
#[must_use]
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(written, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
