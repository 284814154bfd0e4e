//! Policies that are no larger than AWS stores.

use crate::document::{PolicyDocument, Statement};

/// The characters of a customer managed policy, white space not counted.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>
pub const MANAGED_LIMIT: usize = 6_144;

/// The characters of all inline policies of a role together, white space not counted. A user's may have 2,048.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>
pub const INLINE_LIMIT: usize = 10_240;

/// The version of the language that new policies are in.
pub(super) const VERSION: &str = "2012-10-17";

/// The characters of a document as AWS counts them.
#[must_use]
pub(super) fn size(policy: &PolicyDocument) -> usize {
    let text = policy.to_string();
    text.chars().filter(|it| !it.is_whitespace()).count()
}

fn policy(statement: Vec<Statement>) -> PolicyDocument {
    PolicyDocument {
        version: Some(VERSION.to_owned()),
        id: None,
        statement,
    }
}

/// Puts statements into as few managed policies as hold them in their order. No statement gives no policy.
///
/// A Deny counts wherever it stands, so that what it refuses may be in another policy.
pub(super) fn split(statements: Vec<Statement>) -> Vec<PolicyDocument> {
    let mut policies: Vec<PolicyDocument> = Vec::new();
    let mut open: Vec<Statement> = Vec::new();
    for statement in statements.into_iter().flat_map(parted) {
        open.push(statement);
        if open.len() > 1 && size(&policy(open.clone())) > MANAGED_LIMIT {
            let last = open.pop();
            policies.push(policy(std::mem::take(&mut open)));
            open.extend(last);
        }
    }
    if !open.is_empty() {
        policies.push(policy(open));
    }
    policies
}

/// A statement whose actions alone are too many for one policy, in two or more. Others cannot be taken apart.
fn parted(statement: Statement) -> Vec<Statement> {
    let too_large = size(&policy(vec![statement.clone()])) > MANAGED_LIMIT;
    if !too_large || statement.action.len() < 2 {
        return vec![statement];
    }
    let (first, second) = statement.action.split_at(statement.action.len() / 2);
    let part = |action: &[String], sid: Option<String>| Statement {
        action: action.to_vec(),
        sid,
        ..statement.clone()
    };
    let parts = [part(first, statement.sid.clone()), part(second, None)];
    parts.into_iter().flat_map(parted).collect()
}
