//! A policy made ready for decisions: everything parsed once, statements found by action.

use crate::condition::{Conditions, Facts, Variables};
use crate::document::{Effect, PolicyDocument, Statement};
use crate::glob::Pattern;
use crate::residual::Residual;

mod action;
mod index;
mod principal;
mod resource;

use action::Actions;
pub(crate) use action::Asked;
pub(crate) use index::Index;
pub(crate) use principal::{Named, Naming, Principals};
use resource::Resources;

/// A policy document made ready for decisions.
///
/// Compiling never fails: what AWS would not have stored (an unknown operator, a malformed ARN)
/// is kept and either matches nothing or makes the answer unknown. Time and memory are linear in the document.
///
/// ```
/// use bartizan_iam::{Compiled, PolicyDocument};
/// let document = PolicyDocument::parse(
///     r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#,
/// )?;
/// assert_eq!(Compiled::new(&document).len(), 1);
/// # Ok::<(), bartizan_iam::InvalidPolicy>(())
/// ```
#[derive(Debug, Clone)]
pub struct Compiled {
    statements: Box<[Rule]>,
    index: Index,
    /// Whether S3 calls the policy public.
    public: bool,
}

/// One statement.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) effect: Effect,
    pub(crate) sid: Option<Box<str>>,
    actions: Actions,
    resources: Resources,
    pub(crate) principals: Principals,
    conditions: Conditions,
}

/// The language version in which `${…}` means a variable.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
const WITH_VARIABLES: &str = "2012-10-17";

impl Compiled {
    /// Makes a document ready.
    #[must_use]
    pub fn new(document: &PolicyDocument) -> Self {
        let variables = document.version.as_deref() == Some(WITH_VARIABLES);
        let statements: Box<[Rule]> = document
            .statement
            .iter()
            .map(|statement| Rule::new(statement, variables))
            .collect();
        Self {
            index: Index::new(statements.iter().map(|rule| &rule.actions)),
            public: crate::public::is_public(document),
            statements,
        }
    }

    /// How many statements it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether it has no statement.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The `Sid` of a statement, by its place in the document.
    #[must_use]
    pub fn sid(&self, statement: usize) -> Option<&str> {
        self.statements.get(statement)?.sid.as_deref()
    }

    /// Whether S3 calls the policy public, which is what `RestrictPublicBuckets` looks at.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>
    #[must_use]
    pub const fn is_public_for_s3(&self) -> bool {
        self.public
    }

    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.statements.iter()
    }

    /// A statement by its place.
    pub(crate) fn rule(&self, at: usize) -> Option<&Rule> {
        self.statements.get(at)
    }

    /// The statements whose actions match, with their places.
    pub(crate) fn rules_for<'c, 'q>(
        &'c self,
        asked: &'q Asked<'q>,
    ) -> impl Iterator<Item = (usize, &'c Rule)> + use<'c, 'q> {
        self.index
            .candidates(asked)
            .filter_map(|at| Some((at as usize, self.statements.get(at as usize)?)))
            .filter(|(_, rule)| rule.actions.matches(asked))
    }
}

impl Rule {
    fn new(statement: &Statement, variables: bool) -> Self {
        Self {
            effect: statement.effect,
            sid: statement.sid.as_deref().map(Into::into),
            actions: Actions::new(&statement.action, &statement.not_action),
            resources: Resources::new(statement, variables),
            principals: Principals::new(
                statement.principal.as_ref(),
                statement.not_principal.as_ref(),
            ),
            conditions: Conditions::new(&statement.condition, variables),
        }
    }

    /// Whether its actions match.
    pub(crate) fn is_for(&self, asked: &Asked<'_>) -> bool {
        self.actions.matches(asked)
    }

    /// An index of statements by their actions.
    pub(crate) fn index<'r>(rules: impl Iterator<Item = &'r Self>) -> Index {
        Index::new(rules.map(|rule| &rule.actions))
    }

    /// The patterns of its resources, and whether everything but what they match is meant.
    pub(crate) fn resources(&self) -> (&[Pattern], bool) {
        self.resources.patterns()
    }

    /// Whether it means the resource, whoever asks and whatever else is known.
    pub(crate) fn surely_means(&self, resource: &str) -> bool {
        self.resources.surely_mean(resource)
    }

    /// Whether it has no condition.
    pub(crate) fn is_unconditional(&self) -> bool {
        self.conditions.is_empty()
    }

    /// What has to be so for the statement to apply to this resource in this context,
    /// action and principal aside.
    pub(crate) fn applies(&self, resource: &str, facts: &impl Facts) -> Residual {
        match self.resources.meant(resource, &Variables(facts)) {
            Residual::Never => Residual::Never,
            meant => meant.and(self.conditions.all(facts)),
        }
    }
}
