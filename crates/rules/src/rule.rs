//! A rule, understood and compiled.

use std::sync::Arc;

use bartizan_finding::RuleProse;
use bartizan_model::Resource;
use regorus::Value;
use regorus::rvm::program::Program;

use crate::compile::IDENTITY;
use crate::facts::Fact;
use crate::memo::Part;
use crate::metadata::Metadata;

/// A rule that can judge.
pub struct Rule {
    /// Its id, as in `aws-iam-user-console-without-mfa`.
    pub id: String,
    /// Its package, as in `rules.aws.iam.user_console_without_mfa`.
    pub package: String,
    /// Its file.
    pub path: String,
    /// What it says about itself.
    pub metadata: Metadata,
    /// The text of its file.
    pub source_text: String,
    /// The path and the text of its examples.
    pub cases: Option<(String, String)>,
    pub(crate) program: Arc<Program>,
    pub(crate) entrypoint: String,
    pub(crate) facts: Vec<&'static Fact>,
    /// The names in `reads`, ready to look up.
    pub(crate) reads: Vec<Value>,
    /// What of the input its outcome can depend on, `params` aside: those, the facts, and what it uses of the identity.
    pub(crate) parts: Vec<Part>,
    pub(crate) params: Value,
}

impl Rule {
    /// What a report says about the rule, once.
    #[must_use]
    pub fn prose(&self) -> RuleProse {
        let trimmed = |text: &str| text.trim().to_owned();
        RuleProse {
            id: self.id.clone(),
            title: trimmed(&self.metadata.title),
            severity: self.metadata.custom.severity,
            service: self.service().to_owned(),
            resource: self.metadata.custom.resource.clone(),
            reads: self.depends_on().into_iter().map(str::to_owned).collect(),
            why: trimmed(&self.metadata.description),
            remediation: trimmed(&self.metadata.custom.remediation),
            references: self.metadata.related_resources.clone(),
        }
    }

    /// The service that it is about: `iam` of `rules.aws.iam.user_console_without_mfa`.
    #[must_use]
    pub fn service(&self) -> &str {
        let mut parts = self.package.split('.').rev().skip(1);
        parts.next().unwrap_or_default()
    }

    /// The type of resource that it judges.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.metadata.custom.resource
    }

    /// The attributes that its Rego sees.
    pub(crate) fn sees(&self) -> impl Iterator<Item = String> + '_ {
        let identity = IDENTITY.iter().map(|&name| name.to_owned());
        identity.chain(self.metadata.custom.reads.iter().cloned())
    }

    /// Every attribute that can make its outcome unknown: those in `reads`, and those that its facts are computed from.
    #[must_use]
    pub fn depends_on(&self) -> Vec<&str> {
        self.depends_on_given(|_| false)
    }

    /// As [`Rule::depends_on`], where some facts are given and not computed.
    #[must_use]
    pub fn depends_on_given(&self, given: impl Fn(&str) -> bool) -> Vec<&str> {
        let attributes = Resource::attributes(self.kind()).unwrap_or_default();
        let facts = self
            .facts
            .iter()
            .filter(|fact| !given(fact.name))
            .flat_map(|fact| fact.reads.iter().copied())
            // One fact may serve types of which each has another attribute.
            .filter(|name| attributes.contains(name));
        let reads = self.metadata.custom.reads.iter().map(String::as_str);
        let mut all: Vec<&str> = reads.chain(facts).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("id", &self.id)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
