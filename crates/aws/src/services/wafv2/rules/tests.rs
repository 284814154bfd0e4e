#![expect(clippy::unwrap_used, reason = "tests")]
use aws_sdk_wafv2::types::{
    AllowAction, AndStatement, BlockAction, CountAction, ExcludedRule, Filter, FilterRequirement,
    FirewallManagerStatement, GeoMatchStatement, LabelMatchScope, LabelMatchStatement,
    LoggingFilter, Method, NoneAction, NotStatement, OrStatement,
    RateBasedStatementAggregateKeyType, RuleActionOverride, SingleHeader, SqliMatchStatement,
    TextTransformation, TextTransformationType,
};

use super::*;

fn block() -> RuleAction {
    RuleAction::builder()
        .block(BlockAction::builder().build())
        .build()
}

fn count() -> RuleAction {
    RuleAction::builder()
        .count(CountAction::builder().build())
        .build()
}

fn named(name: &str, priority: i32, statement: ApiStatement) -> ApiRule {
    ApiRule::builder()
        .name(name)
        .priority(priority)
        .statement(statement)
        .action(block())
        .build()
        .unwrap()
}

fn common() -> ManagedRuleGroupStatement {
    ManagedRuleGroupStatement::builder()
        .vendor_name("AWS")
        .name("AWSManagedRulesCommonRuleSet")
        .excluded_rules(ExcludedRule::builder().name("NoUserAgent").build().unwrap())
        .rule_action_overrides(
            RuleActionOverride::builder()
                .name("BadBots")
                .action_to_use(count())
                .build()
                .unwrap(),
        )
        .build()
        .unwrap()
}

fn acl() -> aws_sdk_wafv2::types::builders::WebAclBuilder {
    WebAcl::builder().name("a").id("1").arn("arn:aws:wafv2:x")
}

#[test]
fn firewall_managers_groups_stand_around_the_rules() {
    let managed = FirewallManagerRuleGroup::builder()
        .name("fms")
        .priority(9)
        .firewall_manager_statement(
            FirewallManagerStatement::builder()
                .managed_rule_group_statement(common())
                .build(),
        )
        .override_action(
            OverrideAction::builder()
                .none(NoneAction::builder().build())
                .build(),
        )
        .build()
        .unwrap();
    let empty = || ApiStatement::builder().build();
    let acl = acl()
        .rules(named("second", 5, empty()))
        .rules(named("first", 1, empty()))
        .pre_process_firewall_manager_rule_groups(managed)
        .build()
        .unwrap();
    let kept = rules(acl);
    let names: Vec<_> = kept.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["fms", "first", "second"]);
    let fms = kept.first().unwrap();
    assert_eq!(fms.statement.kind, "managed-rule-group");
    assert_eq!(fms.override_action.as_deref(), Some("none"));
    assert_eq!(kept.last().unwrap().statement.kind, "other");
}

#[test]
fn both_ways_to_make_a_managed_rule_count_are_overrides() {
    let overrides = managed_group(common()).overrides;
    let pairs: Vec<_> = overrides
        .iter()
        .map(|it| (it.rule.as_str(), it.action.as_str()))
        .collect();
    assert_eq!(pairs, [("BadBots", "count"), ("NoUserAgent", "count")]);
}

#[test]
fn a_rate_limit_without_a_window_has_the_default_one() {
    let geo = ApiStatement::builder().geo_match_statement(GeoMatchStatement::builder().build());
    let limit = RateBasedStatement::builder()
        .limit(2000)
        .aggregate_key_type(RateBasedStatementAggregateKeyType::Ip)
        .scope_down_statement(geo.build())
        .build()
        .unwrap();
    let kept = statement(ApiStatement::builder().rate_based_statement(limit).build());
    assert_eq!(kept.kind, "rate-based");
    let kept = kept.rate_limit.unwrap();
    assert_eq!(
        (kept.limit, kept.window_seconds, kept.scoped_down),
        (2000, 300, true)
    );
    assert_eq!(kept.aggregate, "IP");
}

#[test]
fn a_deeply_nested_statement_is_named_by_its_top() {
    let label = LabelMatchStatement::builder()
        .scope(LabelMatchScope::Label)
        .key("k")
        .build()
        .unwrap();
    let mut nested = ApiStatement::builder().label_match_statement(label).build();
    for _ in 0..100 {
        let not = NotStatement::builder().statement(nested).build();
        nested = ApiStatement::builder().not_statement(not).build();
    }
    let kept = statement(nested);
    assert_eq!(kept.kind, "not");
    assert_eq!(kept.inner, ["label-match", "not"]);
}

#[test]
fn kinds_below_a_combination_are_named_once() {
    let matches = || {
        let field = FieldToMatch::builder().method(Method::builder().build());
        let transformation = TextTransformation::builder()
            .priority(0)
            .r#type(TextTransformationType::None);
        SqliMatchStatement::builder()
            .field_to_match(field.build())
            .text_transformations(transformation.build().unwrap())
            .build()
            .unwrap()
    };
    let sqli = || ApiStatement::builder().sqli_match_statement(matches());
    let geo = ApiStatement::builder().geo_match_statement(GeoMatchStatement::builder().build());
    let or = OrStatement::builder()
        .statements(sqli().build())
        .statements(geo.build());
    let or = ApiStatement::builder().or_statement(or.build().unwrap());
    let and = AndStatement::builder()
        .statements(or.build())
        .statements(sqli().build());
    let top = ApiStatement::builder().and_statement(and.build().unwrap());
    let kept = statement(top.build());
    assert_eq!(kept.kind, "and");
    assert_eq!(kept.inner, ["geo-match", "or", "sqli-match"]);
    assert_eq!(statement(sqli().build()).inner, Vec::<String>::new());
}

#[test]
fn a_rule_that_is_not_counted_is_told_from_one_that_says_nothing() {
    let seen = |on| {
        let config = VisibilityConfig::builder()
            .sampled_requests_enabled(true)
            .cloud_watch_metrics_enabled(on)
            .metric_name("m");
        Some(config.build().unwrap())
    };
    let made = |visible| {
        let built = ApiRule::builder().name("a").priority(0);
        rule(built.set_visibility_config(visible).build().unwrap()).metrics
    };
    assert_eq!(made(seen(true)), Some(true));
    assert_eq!(made(seen(false)), Some(false));
    assert_eq!(made(None), None);
}

#[test]
fn the_default_action_is_told_only_when_there_is_one() {
    let allow = DefaultAction::builder().allow(AllowAction::builder().build());
    assert_eq!(default_action(&allow.build()).as_deref(), Some("allow"));
    assert_eq!(default_action(&DefaultAction::builder().build()), None);
    assert_eq!(action(&RuleAction::builder().build()), "other");
}

#[test]
fn a_log_that_drops_some_requests_is_filtered() {
    let filter = |default, behavior| {
        let it = Filter::builder()
            .behavior(behavior)
            .requirement(FilterRequirement::MeetsAny)
            .set_conditions(Some(Vec::new()))
            .build()
            .unwrap();
        let filter = LoggingFilter::builder()
            .default_behavior(default)
            .filters(it);
        let header = SingleHeader::builder().name("authorization").build();
        let header = FieldToMatch::builder().single_header(header.unwrap());
        let method = FieldToMatch::builder().method(Method::builder().build());
        logging(
            LoggingConfiguration::builder()
                .resource_arn("arn:aws:wafv2:x")
                .log_destination_configs("arn:aws:logs:b")
                .log_destination_configs("arn:aws:logs:a")
                .redacted_fields(method.build())
                .redacted_fields(header.build())
                .logging_filter(filter.build().unwrap())
                .build()
                .unwrap(),
        )
    };
    let all = filter(FilterBehavior::Keep, FilterBehavior::Keep);
    assert_eq!(all.destinations, ["arn:aws:logs:a", "arn:aws:logs:b"]);
    assert_eq!(all.redacted, ["header:authorization", "method"]);
    assert!(!all.filtered);
    assert!(filter(FilterBehavior::Drop, FilterBehavior::Keep).filtered);
    assert!(filter(FilterBehavior::Keep, FilterBehavior::Drop).filtered);
}
