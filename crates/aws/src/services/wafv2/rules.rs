//! A web ACL's parts as WAF answers with them, as the model wants them.

use std::collections::BTreeSet;

use aws_sdk_wafv2::types::{
    DefaultAction, FieldToMatch, FilterBehavior, FirewallManagerRuleGroup, LoggingConfiguration,
    ManagedRuleGroupStatement, OverrideAction, RateBasedStatement, Rule as ApiRule, RuleAction,
    Statement as ApiStatement, VisibilityConfig, WebAcl,
};
use bartizan_model::aws::wafv2::{Logging, ManagedGroup, RateLimit, Rule, RuleOverride, Statement};

/// The window of a rate-based rule that names none, in seconds.
/// <https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html>
const DEFAULT_WINDOW: i64 = 300;

/// What happens to a request that no rule decides.
pub(super) fn default_action(action: &DefaultAction) -> Option<String> {
    let word = match (&action.allow, &action.block) {
        (Some(_), _) => "allow",
        (None, Some(_)) => "block",
        (None, None) => return None,
    };
    Some(word.to_owned())
}

/// Every rule in the order in which WAF applies them.
/// <https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing-order.html>
pub(super) fn rules(acl: WebAcl) -> Vec<Rule> {
    let first = acl.pre_process_firewall_manager_rule_groups;
    let last = acl.post_process_firewall_manager_rule_groups;
    let managed = |groups: Option<Vec<_>>| {
        by_priority(groups.unwrap_or_default().into_iter().map(firewall_manager))
    };
    let mut all = managed(first);
    all.extend(own(acl.rules.unwrap_or_default()));
    all.extend(managed(last));
    all
}

/// The rules of a web ACL or a rule group, by priority.
pub(super) fn own(rules: Vec<ApiRule>) -> Vec<Rule> {
    by_priority(rules.into_iter().map(rule))
}

fn by_priority(rules: impl Iterator<Item = Rule>) -> Vec<Rule> {
    let mut rules: Vec<_> = rules.collect();
    rules.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
    rules
}

fn rule(rule: ApiRule) -> Rule {
    Rule {
        name: rule.name,
        priority: rule.priority,
        statement: rule.statement.map_or_else(other, statement),
        action: rule.action.as_ref().map(action),
        override_action: rule.override_action.as_ref().and_then(override_action),
        metrics: metrics(rule.visibility_config.as_ref()),
    }
}

fn firewall_manager(group: FirewallManagerRuleGroup) -> Rule {
    let statement = group.firewall_manager_statement.map_or_else(other, |it| {
        let builder = ApiStatement::builder()
            .set_managed_rule_group_statement(it.managed_rule_group_statement)
            .set_rule_group_reference_statement(it.rule_group_reference_statement);
        statement(builder.build())
    });
    Rule {
        name: group.name,
        priority: group.priority,
        statement,
        action: None,
        override_action: group.override_action.as_ref().and_then(override_action),
        metrics: metrics(group.visibility_config.as_ref()),
    }
}

fn metrics(visible: Option<&VisibilityConfig>) -> Option<bool> {
    visible.map(|visible| visible.cloud_watch_metrics_enabled)
}

fn other() -> Statement {
    Statement {
        kind: "other".to_owned(),
        ..Statement::default()
    }
}

/// The top of a statement, and the kinds below it. WAF lets no rule group and no rate limit stand below another
/// statement, so nothing more is asked of those.
/// <https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html>
fn statement(it: ApiStatement) -> Statement {
    Statement {
        kind: kind(&it).to_owned(),
        inner: inner(&it),
        managed_group: it.managed_rule_group_statement.map(managed_group),
        rule_group: it.rule_group_reference_statement.map(|group| group.arn),
        rate_limit: it.rate_based_statement.map(rate_limit),
    }
}

/// The kinds of the statements below one that combines others. Without recursion: who nests how deep is not known.
fn inner(top: &ApiStatement) -> Vec<String> {
    let mut kinds = BTreeSet::new();
    let mut left = parts(top);
    while let Some(it) = left.pop() {
        kinds.insert(kind(it));
        left.extend(parts(it));
    }
    kinds.into_iter().map(str::to_owned).collect()
}

fn parts(it: &ApiStatement) -> Vec<&ApiStatement> {
    let and = it.and_statement.iter().flat_map(|and| &and.statements);
    let or = it.or_statement.iter().flat_map(|or| &or.statements);
    let not = it
        .not_statement
        .iter()
        .filter_map(|not| not.statement.as_deref());
    and.chain(or).chain(not).collect()
}

fn kind(it: &ApiStatement) -> &'static str {
    let kinds = [
        (
            it.managed_rule_group_statement.is_some(),
            "managed-rule-group",
        ),
        (it.rule_group_reference_statement.is_some(), "rule-group"),
        (it.rate_based_statement.is_some(), "rate-based"),
        (it.ip_set_reference_statement.is_some(), "ip-set"),
        (it.geo_match_statement.is_some(), "geo-match"),
        (it.sqli_match_statement.is_some(), "sqli-match"),
        (it.xss_match_statement.is_some(), "xss-match"),
        (it.byte_match_statement.is_some(), "byte-match"),
        (it.regex_match_statement.is_some(), "regex-match"),
        (
            it.regex_pattern_set_reference_statement.is_some(),
            "regex-pattern-set",
        ),
        (it.size_constraint_statement.is_some(), "size-constraint"),
        (it.label_match_statement.is_some(), "label-match"),
        (it.asn_match_statement.is_some(), "asn-match"),
        (it.and_statement.is_some(), "and"),
        (it.or_statement.is_some(), "or"),
        (it.not_statement.is_some(), "not"),
    ];
    kinds
        .iter()
        .find(|(is, _)| *is)
        .map_or("other", |(_, kind)| kind)
}

fn managed_group(it: ManagedRuleGroupStatement) -> ManagedGroup {
    // Excluding a rule is the older way to say that it only counts.
    // <https://docs.aws.amazon.com/waf/latest/APIReference/API_ExcludedRule.html>
    let excluded = it.excluded_rules.unwrap_or_default().into_iter();
    let excluded = excluded.map(|rule| RuleOverride {
        rule: rule.name,
        action: "count".to_owned(),
    });
    let overridden = it.rule_action_overrides.unwrap_or_default().into_iter();
    let overridden = overridden.map(|rule| RuleOverride {
        action: rule
            .action_to_use
            .as_ref()
            .map_or_else(|| "other".to_owned(), action),
        rule: rule.name,
    });
    let mut overrides: Vec<_> = excluded.chain(overridden).collect();
    overrides.sort();
    overrides.dedup();
    ManagedGroup {
        vendor: it.vendor_name,
        name: it.name,
        version: it.version,
        overrides,
        scoped_down: it.scope_down_statement.is_some(),
    }
}

fn rate_limit(it: RateBasedStatement) -> RateLimit {
    RateLimit {
        limit: it.limit,
        window_seconds: match it.evaluation_window_sec {
            0 => DEFAULT_WINDOW,
            seconds => seconds,
        },
        aggregate: it.aggregate_key_type.to_string(),
        scoped_down: it.scope_down_statement.is_some(),
    }
}

fn action(it: &RuleAction) -> String {
    let actions = [
        (it.allow.is_some(), "allow"),
        (it.block.is_some(), "block"),
        (it.count.is_some(), "count"),
        (it.captcha.is_some(), "captcha"),
        (it.challenge.is_some(), "challenge"),
        (it.monetize.is_some(), "monetize"),
    ];
    let known = actions.iter().find(|(is, _)| *is);
    known.map_or("other", |(_, word)| word).to_owned()
}

fn override_action(it: &OverrideAction) -> Option<String> {
    let word = match (&it.none, &it.count) {
        (Some(_), _) => "none",
        (None, Some(_)) => "count",
        (None, None) => return None,
    };
    Some(word.to_owned())
}

/// Where requests are logged, and what is left out.
pub(super) fn logging(it: LoggingConfiguration) -> Logging {
    let mut destinations = it.log_destination_configs;
    destinations.sort();
    let mut redacted: Vec<_> = it
        .redacted_fields
        .unwrap_or_default()
        .into_iter()
        .filter_map(redacted)
        .collect();
    redacted.sort();
    let filtered = it.logging_filter.is_some_and(|filter| {
        let mut behaviors = filter.filters.iter().map(|it| &it.behavior);
        filter.default_behavior == FilterBehavior::Drop
            || behaviors.any(|behavior| *behavior == FilterBehavior::Drop)
    });
    Logging {
        destinations,
        redacted,
        filtered,
    }
}

/// The only fields that can be redacted.
/// <https://docs.aws.amazon.com/waf/latest/APIReference/API_LoggingConfiguration.html>
fn redacted(field: FieldToMatch) -> Option<String> {
    if let Some(header) = field.single_header {
        return Some(format!("header:{}", header.name));
    }
    let fields = [
        (field.uri_path.is_some(), "uri-path"),
        (field.query_string.is_some(), "query-string"),
        (field.method.is_some(), "method"),
    ];
    let known = fields.iter().find(|(is, _)| *is);
    known.map(|(_, word)| (*word).to_owned())
}

#[cfg(test)]
mod tests;
