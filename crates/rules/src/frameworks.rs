//! Frameworks: a file says which rules tell whether each requirement of a standard is met.

mod fault;
mod written;

use bartizan_finding::{Framework, Requirement};

pub use fault::{FrameworkFault, FrameworkProblem};

use crate::fault::nearest;

/// Frameworks by id.
#[derive(Debug, Default, Clone)]
pub struct Frameworks {
    list: Vec<Framework>,
}

impl Frameworks {
    /// Reads frameworks: a path and a YAML text each. With `rules`, the ids of those that exist, naming another is a
    /// mistake.
    ///
    /// # Errors
    /// Every mistake in every file, by path and line.
    pub fn read<'a>(
        sources: impl IntoIterator<Item = (&'a str, &'a str)>,
        rules: Option<&[&str]>,
    ) -> Result<Self, Vec<FrameworkFault>> {
        let (mut list, mut faults): (Vec<Framework>, Vec<FrameworkFault>) = Default::default();
        for (path, text) in sources {
            match read_framework(path, text, rules) {
                Ok(framework) if list.iter().any(|other| other.id == framework.id) => {
                    let id = framework.id;
                    faults.push(FrameworkProblem::DuplicateFramework { id }.at(path, 1));
                }
                Ok(framework) => list.push(framework),
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        list.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { list })
    }

    /// Every framework, by id.
    #[must_use]
    pub fn list(&self) -> &[Framework] {
        &self.list
    }

    /// The framework with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Framework> {
        self.list.iter().find(|framework| framework.id == id)
    }

    /// The id that is nearest to what somebody wrote, when one is near.
    ///
    /// An id that goes on where the writing stops counts as near: `cis` is `cis-aws-7.0`, the newest.
    #[must_use]
    pub fn nearest(&self, written: &str) -> Option<&str> {
        let written = written.to_lowercase();
        let ids = || self.list.iter().map(|framework| framework.id.as_str());
        let longer = ids().rfind(|id| !written.is_empty() && id.starts_with(&written));
        longer.or_else(|| nearest(&written, ids()))
    }

    /// Every requirement that asks for a rule, with its framework; by framework, then in the order of the standard.
    #[must_use]
    pub fn requirements_of(&self, rule: &str) -> Vec<(&Framework, &Requirement)> {
        let mut all = Vec::new();
        for framework in &self.list {
            for requirement in &framework.requirements {
                if requirement.rules().iter().any(|asked| asked == rule) {
                    all.push((framework, requirement));
                }
            }
        }
        all
    }
}

/// Reads one framework; see [`Frameworks::read`].
///
/// # Errors
/// Every mistake in the file, by line.
pub fn read_framework(
    path: &str,
    text: &str,
    rules: Option<&[&str]>,
) -> Result<Framework, Vec<FrameworkFault>> {
    let written = written::parse(path, text).map_err(|fault| vec![fault])?;
    written.understand(path, rules)
}
