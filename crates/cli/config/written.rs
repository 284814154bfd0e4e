//! The shape of `bartizan.toml`, as it is written, with the place of everything that can be mistaken.

use std::collections::BTreeMap;
use std::ops::Range;

use bartizan_finding::Severity;
use bartizan_rules::{RuleSettings, SettingFault, Settings, nearest};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::{Spanned, Value};

use super::mistake::Mistake;
use super::tickets::{WrittenTickets, WrittenWatch};

/// What to say of a rule that does not exist: it may, elsewhere.
pub(super) const OWN: &str = "rules of your own come with --rules";

/// Values by name, each with its place.
type Params = BTreeMap<Spanned<String>, Spanned<Value>>;

/// What an audit is to judge by: parameters, severities, rules that are switched off, and failures that are accepted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bartizan.toml")]
pub(super) struct Written {
    /// Parameters, for every rule that has one of this name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(super) params: Params,
    /// What is changed about one rule, by its id.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, WrittenRule>")]
    pub(super) rules: BTreeMap<Spanned<String>, WrittenRule>,
    /// Failures that are accepted until a day.
    #[serde(default)]
    pub(super) waivers: Vec<WrittenWaiver>,
    /// Where tickets are kept, and which there are to be.
    #[serde(default)]
    pub(super) tickets: WrittenTickets,
    /// What `bartizan watch` tells of, and where.
    #[serde(default)]
    pub(super) watch: WrittenWatch,
}

/// What is changed about one rule.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rule")]
pub(super) struct WrittenRule {
    /// How bad it is when the rule fails, in the place of its own severity.
    #[schemars(with = "Option<Severity>")]
    pub(super) severity: Option<Spanned<String>>,
    /// Whether the rule judges; `false` switches it off.
    pub(super) enabled: Option<bool>,
    /// Parameters of this rule; they win over those for every rule.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(super) params: Params,
}

/// A failure that is accepted until a day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Waiver")]
pub(super) struct WrittenWaiver {
    /// The rule's id, or a pattern in which `*` stands for any text.
    #[schemars(with = "String", length(min = 1))]
    pub(super) rule: Spanned<String>,
    /// A pattern over the resource's id (its ARN) or its name.
    #[schemars(with = "String", length(min = 1))]
    pub(super) resource: Spanned<String>,
    /// The account, twelve digits; every account when it is left out.
    #[schemars(with = "Option<String>", regex(pattern = r"^[0-9]{12}$"))]
    pub(super) account: Option<Spanned<String>>,
    /// Why it is accepted, and by whom.
    #[schemars(with = "String", length(min = 1))]
    pub(super) reason: Spanned<String>,
    /// The last day on which it holds, as in `2027-03-31`.
    #[schemars(with = "jiff::civil::Date")]
    pub(super) until: Spanned<Value>,
}

/// Reads a text, up to the first mistake in its shape.
pub(super) fn parse(text: &str) -> Result<Written, Mistake> {
    toml::from_str(text).map_err(|fault| {
        let span = fault.span().unwrap_or(0..0);
        let message = fault.message().lines().collect::<Vec<_>>().join(", ");
        misshapen(span, &message)
    })
}

/// The parser's message in words about the file.
fn misshapen(span: Range<usize>, message: &str) -> Mistake {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field") {
        let key = quoted.next().unwrap_or_default();
        let keys: Vec<&str> = quoted.collect();
        let mistake = Mistake::new(span, format!("there is no setting `{key}` here"));
        return match nearest(key, keys.iter().copied()) {
            Some(meant) => mistake.meant(meant),
            None => mistake.hint(format!("here are `{}`", keys.join("`, `"))),
        };
    }
    if message.starts_with("missing field") {
        let key = quoted.next().unwrap_or_default();
        if !matches!(key, "reason" | "until" | "resource" | "rule") {
            return Mistake::new(span, format!("`{key}` is missing here"));
        }
        let hint = match key {
            "reason" => "say who accepted it and why: reason = \"…\"",
            "until" => "say until when: until = 2027-03-31",
            "resource" => "say of what: resource = \"arn:aws:s3:::public-site-*\"",
            _ => "say of which rule: rule = \"aws-s3-…\"",
        };
        return Mistake::new(span, format!("the waiver has no `{key}`")).hint(hint);
    }
    Mistake::new(span, message)
}

impl Written {
    /// The settings for the rules; what is mistaken is noted and left out.
    pub(super) fn settings(&self, mistakes: &mut Vec<Mistake>) -> Settings {
        let mut settings = Settings {
            params: values(&self.params, mistakes),
            ..Settings::default()
        };
        for (id, rule) in &self.rules {
            let severity = rule.severity.as_ref();
            let severity = severity.and_then(|it| self::severity(it, mistakes));
            let of_rule = RuleSettings {
                severity,
                enabled: rule.enabled,
                params: values(&rule.params, mistakes),
            };
            settings.rules.insert(id.get_ref().clone(), of_rule);
        }
        settings
    }

    /// Finds the place of a setting that fits no rule.
    pub(super) fn locate(&self, fault: &SettingFault) -> Mistake {
        let rule = |id: &str| self.rules.iter().find(|(it, _)| it.get_ref() == id);
        let params = |id: Option<&String>| match id {
            Some(id) => rule(id).map(|(_, rule)| &rule.params),
            None => Some(&self.params),
        };
        let param = |id: Option<&String>, name: &str| {
            params(id)?.iter().find(|(it, _)| it.get_ref() == name)
        };
        let span = match fault {
            SettingFault::UnknownRule { rule: id, .. } => rule(id).map(|(id, _)| id.span()),
            SettingFault::UnknownParam { rule, name, .. } => {
                param(rule.as_ref(), name).map(|(name, _)| name.span())
            }
            SettingFault::WrongType { rule, name, .. } => {
                param(rule.as_ref(), name).map(|(_, value)| value.span())
            }
        };
        let hint = match (fault, fault.hint()) {
            (SettingFault::UnknownRule { .. }, Some(hint)) => format!("{hint} {OWN}"),
            (SettingFault::UnknownRule { .. }, None) => OWN.to_owned(),
            (_, Some(hint)) => hint,
            (_, None) => "`bartizan explain RULE` tells a rule's parameters".to_owned(),
        };
        let mistake = Mistake::new(span.unwrap_or_default(), fault.to_string()).hint(hint);
        match fault {
            SettingFault::WrongType { .. } => mistake,
            SettingFault::UnknownRule { .. } | SettingFault::UnknownParam { .. } => {
                mistake.missing()
            }
        }
    }
}

fn severity(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Severity> {
    let word = written.get_ref().as_str();
    let found = Severity::WORST_FIRST
        .into_iter()
        .find(|it| it.name() == word);
    if found.is_none() {
        let names = Severity::WORST_FIRST.map(Severity::name);
        let mistake = Mistake::new(written.span(), format!("there is no severity `{word}`"));
        mistakes.push(match nearest(word, names) {
            Some(meant) => mistake.meant(meant),
            None => mistake.hint(format!("severities are {}", names.join(", "))),
        });
    }
    found
}

fn values(params: &Params, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, serde_json::Value> {
    let mut values = BTreeMap::new();
    for (name, value) in params {
        match json(value.get_ref()) {
            Some(json) => drop(values.insert(name.get_ref().clone(), json)),
            None => mistakes.push(Mistake::new(value.span(), "this is no finite number")),
        }
    }
    values
}

/// The value as rules see it; none when it holds a number that JSON has no word for. The parser bounds its depth.
fn json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => serde_json::Number::from_f64(*number)?.into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Datetime(time) => time.to_string().into(),
        Value::Array(items) => items.iter().map(json).collect::<Option<Vec<_>>>()?.into(),
        Value::Table(table) => {
            let fields = table
                .iter()
                .map(|(name, value)| Some((name.clone(), json(value)?)));
            serde_json::Value::Object(fields.collect::<Option<_>>()?)
        }
    })
}
