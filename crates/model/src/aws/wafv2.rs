//! Web ACLs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// A web ACL: rules that web requests are held against.
    pub struct WebAcl = "aws.wafv2.web_acl" {
        /// Where it applies.
        pub scope: Scope,
        /// What happens to a request that no rule decides: `allow` or `block`.
        pub default_action: Observed<String>,
        /// Its rules in the order in which they apply: those that Firewall Manager puts first, its own by priority, those that Firewall Manager puts last.
        pub rules: Observed<Vec<Rule>>,
        /// Where requests are logged; absent when they are not.
        pub logging: Observed<Logging>,
        /// The ARNs of what it protects, in order.
        pub protected_resources: Observed<Vec<String>>,
        /// The account's own rule groups that its rules refer to, by ARN.
        #[serde(default = "Observed::<Vec<OwnRuleGroup>>::not_collected")]
        pub rule_groups: Observed<Vec<OwnRuleGroup>>,
    }
}

/// A rule group of the account's own, as far as audits ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnRuleGroup {
    /// Its ARN.
    pub arn: String,
    /// Its rules, by priority.
    pub rules: Observed<Vec<Rule>>,
}

/// Where a web ACL applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Load balancers, API Gateway and others of one region.
    #[default]
    Regional,
    /// CloudFront distributions.
    Cloudfront,
}

/// A rule of a web ACL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its place: lower comes first.
    pub priority: i32,
    /// What the rule looks at.
    pub statement: Statement,
    /// What it does: `allow`, `block`, `count`, `captcha`, `challenge`, `monetize`, `other`; null for rule groups, which decide themselves.
    pub action: Option<String>,
    /// For rule groups: `none` to let the group decide, `count` to only count.
    pub override_action: Option<String>,
    /// Whether what it matches is counted in CloudWatch; null in snapshots made before this was asked.
    #[serde(default)]
    pub metrics: Option<bool>,
}

/// What a rule looks at, as far as audits ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The kind of statement at the top: `managed-rule-group`, `rule-group`, `rate-based`, `ip-set`, `geo-match`, `sqli-match`, `xss-match`, `byte-match`, `regex-match`, `regex-pattern-set`, `size-constraint`, `label-match`, `asn-match`, `and`, `or`, `not`, `other`.
    pub kind: String,
    /// The managed rule group, when it is one.
    pub managed_group: Option<ManagedGroup>,
    /// The ARN of the account's own rule group, when it is one.
    pub rule_group: Option<String>,
    /// The rate limit, when it is one.
    pub rate_limit: Option<RateLimit>,
    /// The kinds of the statements inside an `and`, `or` or `not`, at any depth, in order, each once.
    #[serde(default)]
    pub inner: Vec<String>,
}

/// A rule group that somebody else maintains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManagedGroup {
    /// Who maintains it, `AWS` or a seller.
    pub vendor: String,
    /// Its name, as in `AWSManagedRulesCommonRuleSet`.
    pub name: String,
    /// The version that it is held at; null for the vendor's default.
    pub version: Option<String>,
    /// Rules in the group whose action is overridden, by name.
    pub overrides: Vec<RuleOverride>,
    /// Whether only a part of the requests reaches the group.
    pub scoped_down: bool,
}

/// A rule of a group whose action is overridden.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleOverride {
    /// The rule's name.
    pub rule: String,
    /// The action used instead.
    pub action: String,
}

/// A rate-based rule's limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests per window and aggregation key.
    pub limit: i64,
    /// The window, in seconds.
    pub window_seconds: i64,
    /// What requests are counted by: `IP`, `FORWARDED_IP`, `CONSTANT`, `CUSTOM_KEYS`.
    pub aggregate: String,
    /// Whether only a part of the requests is counted.
    pub scoped_down: bool,
}

/// Where a web ACL's requests are logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logging {
    /// The ARNs of the destinations, in order.
    pub destinations: Vec<String>,
    /// What is redacted: `uri-path`, `query-string`, `method`, or `header:NAME`, in order.
    pub redacted: Vec<String>,
    /// Whether a filter drops some requests.
    pub filtered: bool,
}
