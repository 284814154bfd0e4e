//! The conditions of one statement: whom they leave, and what else a rule may want to know of them.

use super::keys::{Chosen, chosen};
use super::operator::{Compares, Operator};
use crate::Statement;

/// One operator on one key.
struct Condition<'a> {
    operator: Operator,
    key: &'a str,
    values: &'a [String],
}

fn conditions(statement: &Statement) -> impl Iterator<Item = Condition<'_>> {
    statement.condition.iter().flat_map(|(operator, keys)| {
        let operator = Operator::parse(operator);
        keys.iter().map(move |(key, values)| Condition {
            operator,
            key,
            values,
        })
    })
}

/// Whether the statement asks for a key to be there: `"Null": {key: "false"}`.
fn is_there(statement: &Statement, key: &str) -> bool {
    conditions(statement).any(|it| {
        it.operator.compares == Compares::Null
            && it.key.eq_ignore_ascii_case(key)
            && !it.values.is_empty()
            && it
                .values
                .iter()
                .all(|value| value.eq_ignore_ascii_case("false"))
    })
}

/// Every condition key of a statement as written, in order, each once.
pub(crate) fn keys(statement: &Statement) -> Vec<String> {
    let mut keys: Vec<String> = conditions(statement).map(|it| it.key.to_owned()).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The conditions of an Allow that leave only callers whom the owner chose. Each holds by itself, since all
/// conditions of a statement must.
pub(super) fn narrowing(statement: &Statement) -> Vec<Chosen> {
    conditions(statement)
        .filter(|it| it.operator.asks_for_listed(is_there(statement, it.key)))
        .filter_map(|it| chosen(it.key, it.operator.compares, it.values))
        .collect()
}

/// Whom a Deny on everybody spares, when all of them are chosen. A Deny is void as soon as one of its conditions
/// fails, so every one of them must spare chosen callers only.
///
/// `service` says whether the caller in question is an AWS service.
pub(super) fn spared(statement: &Statement, service: bool) -> Option<Vec<Chosen>> {
    let mut spared = Vec::new();
    for it in conditions(statement) {
        let on_services = it.key.eq_ignore_ascii_case("aws:PrincipalIsAWSService")
            && it.operator.compares == Compares::Bool;
        if on_services {
            let asks_for_service = match it.values {
                [value] => value.eq_ignore_ascii_case("true"),
                _ => return None,
            };
            if asks_for_service == service {
                // Holds for every caller in question: spares nobody.
                continue;
            }
            // Never holds for them: nothing is denied.
            return None;
        }
        if !it.operator.spares_only_listed() {
            return None;
        }
        spared.push(chosen(it.key, it.operator.compares, it.values)?);
    }
    Some(spared)
}

/// Whether an external id must equal given values.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>
pub(super) fn asks_for_external_id(statement: &Statement) -> bool {
    conditions(statement).any(|it| {
        let fixed = |value: &String| {
            let open = it.operator.compares == Compares::Like && value.contains(['*', '?']);
            !value.is_empty() && !value.contains("${") && !open
        };
        it.key.eq_ignore_ascii_case("sts:ExternalId")
            && matches!(it.operator.compares, Compares::Text | Compares::Like)
            && it.operator.asks_for_listed(is_there(statement, it.key))
            && !it.values.is_empty()
            && it.values.iter().all(fixed)
    })
}

/// The keys of an identity provider that leave only some of its users: any of its own but the audience, the issuer
/// and how they signed in.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>
pub(super) fn provider_keys(statement: &Statement, provider: &str) -> Vec<String> {
    let issuer = provider
        .split_once(":oidc-provider/")
        .map_or(provider, |(_, issuer)| issuer);
    let saml = provider.contains(":saml-provider/");
    let of_provider = |key: &str| {
        let prefix = if saml { "saml" } else { issuer };
        let (start, name) = key.rsplit_once(':').unwrap_or_default();
        let name = name.to_ascii_lowercase();
        start.eq_ignore_ascii_case(prefix)
            && !["aud", "iss", "azp", "oaud", "amr", "sub_type"].contains(&name.as_str())
    };
    let says_something = |value: &String| value.chars().any(|c| !matches!(c, '*' | '?'));
    let mut keys: Vec<String> = conditions(statement)
        .filter(|it| {
            of_provider(it.key) && it.operator.asks_for_listed(is_there(statement, it.key))
        })
        .filter(|it| matches!(it.operator.compares, Compares::Text | Compares::Like))
        .filter(|it| !it.values.is_empty() && it.values.iter().all(says_something))
        .map(|it| it.key.to_owned())
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Whether a condition asks a key for something, be it only where the key is there.
pub(crate) fn is_asked(statement: &Statement, key: &str) -> bool {
    let says_something = |value: &String| value.chars().any(|c| !matches!(c, '*' | '?'));
    conditions(statement).any(|it| {
        it.key.eq_ignore_ascii_case(key)
            && it.operator.asks_for_listed(true)
            && matches!(
                it.operator.compares,
                Compares::Text | Compares::Like | Compares::Arn
            )
            && !it.values.is_empty()
            && it.values.iter().all(says_something)
    })
}
