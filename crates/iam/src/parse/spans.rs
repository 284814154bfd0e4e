//! Where the parts of a document stand in its text.

use std::collections::BTreeMap;

use crate::Span;

/// The places of a document's elements, in the shape of [`crate::PolicyDocument`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans {
    /// The document's braces and all between.
    pub whole: Span,
    /// The value of Version.
    pub version: Option<Span>,
    /// The value of Id.
    pub id: Option<Span>,
    /// The value of Statement: a list or one statement.
    pub statement: Option<Span>,
    /// Each statement, in order.
    pub statements: Vec<StatementSpans>,
}

/// The places of one statement's elements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementSpans {
    /// The statement's braces and all between.
    pub whole: Span,
    /// The value of Sid.
    pub sid: Option<Span>,
    /// The value of Effect.
    pub effect: Option<Span>,
    /// Principal.
    pub principal: Option<PrincipalSpans>,
    /// NotPrincipal.
    pub not_principal: Option<PrincipalSpans>,
    /// Action; present even if its list is empty, which the document cannot tell.
    pub action: Option<ListSpans>,
    /// NotAction.
    pub not_action: Option<ListSpans>,
    /// Resource.
    pub resource: Option<ListSpans>,
    /// NotResource.
    pub not_resource: Option<ListSpans>,
    /// Condition.
    pub condition: Option<ConditionSpans>,
}

/// The places of a value, or of a list of values, and of its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListSpans {
    /// The key.
    pub key: Span,
    /// The value or the list.
    pub whole: Span,
    /// Each value, in the order of the document's list.
    pub items: Vec<Span>,
}

/// The places of principals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrincipalSpans {
    /// The key.
    pub key: Span,
    /// The value: `"*"` or an object.
    pub whole: Span,
    /// By kind of principal; the bare `"*"` is under `AWS`, as in the document.
    pub kinds: BTreeMap<String, ListSpans>,
}

/// The places of conditions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConditionSpans {
    /// The key.
    pub key: Span,
    /// The object.
    pub whole: Span,
    /// By operator.
    pub operators: BTreeMap<String, OperatorSpans>,
}

/// The places of what stands under one operator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperatorSpans {
    /// The operator.
    pub key: Span,
    /// The object of condition keys.
    pub whole: Span,
    /// By condition key.
    pub keys: BTreeMap<String, ListSpans>,
}
