//! Which statements apply to a request, by the code that decides.

use super::model::{Model, Values};
use super::subject::Subject;
use super::witness::Applies;
use crate::compile::{Asked, Compiled};
use crate::document::Effect;
use crate::residual::Residual;

/// Whether the policies allow the request; `None` where a statement that matters cannot be read.
///
/// The statements are asked as `decide` asks them.
pub(super) fn allowed(policies: &[Compiled], model: &Model, who: Option<&Subject>) -> Option<bool> {
    let asked = Asked::new(&model.action);
    let values: &Values = &model.values;
    let (mut allowed, mut doubtful) = (false, false);
    for policy in policies {
        for (_, rule) in policy.rules_for(&asked) {
            let meant = who.is_none_or(|it| it.is_meant(&rule.principals, rule.effect));
            if !meant {
                continue;
            }
            match (rule.applies(&model.resource, values), rule.effect) {
                (Residual::Never, _) => {}
                (Residual::Always, Effect::Deny) => return Some(false),
                (Residual::Always, Effect::Allow) => allowed = true,
                _ => doubtful = true,
            }
        }
    }
    (!doubtful).then_some(allowed)
}

/// The statements that apply to the request, in the order of policies and statements.
pub(super) fn applying<'a>(
    policies: &'a [Compiled],
    new: bool,
    model: &'a Model,
    who: Option<&'a Subject>,
) -> impl Iterator<Item = Applies> + 'a {
    policies.iter().enumerate().flat_map(move |(policy, it)| {
        let asked = Asked::new(&model.action);
        let mut applying: Vec<Applies> = it
            .rules_for(&asked)
            .filter(|(_, rule)| who.is_none_or(|it| it.is_meant(&rule.principals, rule.effect)))
            .filter(|(_, rule)| rule.applies(&model.resource, &model.values) == Residual::Always)
            .map(|(statement, rule)| Applies {
                new,
                policy,
                statement,
                effect: rule.effect,
            })
            .collect();
        applying.sort_by_key(|it| it.statement);
        applying
    })
}
