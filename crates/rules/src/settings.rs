//! What a user changes about rules: parameters, severities, and which rules judge at all.

use std::collections::BTreeMap;

use bartizan_finding::Severity;
use serde_json::Value;

use crate::fault::nearest;
use crate::rule::Rule;

/// What a user changes about rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Parameters, by name, for every rule that has one of this name.
    pub params: BTreeMap<String, Value>,
    /// What is changed about one rule, by its id.
    pub rules: BTreeMap<String, RuleSettings>,
}

/// What a user changes about one rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSettings {
    /// Another severity.
    pub severity: Option<Severity>,
    /// Whether it judges; it does unless this says `false`.
    pub enabled: Option<bool>,
    /// Parameters, by name; they win over those for every rule.
    pub params: BTreeMap<String, Value>,
}

/// What a rule says of itself, where settings say otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Declared {
    /// Its own severity, when another is set.
    pub severity: Option<Severity>,
    /// The defaults of the parameters that are set to something else.
    pub params: BTreeMap<String, Value>,
}

/// A setting that fits no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingFault {
    /// There is no such rule.
    #[error("there is no rule `{rule}`")]
    UnknownRule {
        /// The id as written.
        rule: String,
        /// The id that was probably meant.
        meant: Option<String>,
    },
    /// The rule has no such parameter, or, where no rule is named, none has it.
    #[error("{} a parameter `{name}`", match rule {
        Some(rule) => format!("`{rule}` does not have"),
        None => "no rule has".to_owned(),
    })]
    UnknownParam {
        /// The rule; none for a parameter of every rule.
        rule: Option<String>,
        /// The name as written.
        name: String,
        /// The name that was probably meant.
        meant: Option<String>,
    },
    /// The value is of another type than the default.
    #[error("the parameter `{name}` is {expected}; this is {found}")]
    WrongType {
        /// The rule; none for a parameter of every rule.
        rule: Option<String>,
        /// The parameter.
        name: String,
        /// What it must be, in words.
        expected: String,
        /// What was written, in words.
        found: String,
        /// The default as JSON.
        default: String,
    },
}

impl SettingFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownRule { meant, .. } | Self::UnknownParam { meant, .. } => {
                let meant = meant.as_ref()?;
                Some(format!("did you mean `{meant}`?"))
            }
            Self::WrongType { default, .. } => Some(format!("its default is `{default}`")),
        }
    }
}

/// Finds every mistake. What speaks of `idle` rules, which are known and do not judge, is none.
pub(crate) fn check(
    settings: &Settings,
    rules: &[Rule],
    idle: &[Rule],
) -> Result<(), Vec<SettingFault>> {
    let known = || rules.iter().chain(idle);
    let mut faults = Vec::new();
    for (name, value) in &settings.params {
        let with_it = known().filter_map(|rule| rule.metadata.custom.params.get(name));
        let with_it: Vec<&Value> = with_it.collect();
        if with_it.is_empty() {
            let names = known().flat_map(|rule| rule.metadata.custom.params.keys());
            faults.push(unknown_param(None, name, names));
        }
        let wrong = with_it.iter().find_map(|default| mistyped(default, value));
        faults.extend(wrong.map(|wrong| wrong.of(None, name)));
    }
    for (id, of_rule) in &settings.rules {
        let Some(rule) = known().find(|rule| rule.id == *id) else {
            let ids = known().map(|rule| rule.id.as_str());
            faults.push(SettingFault::UnknownRule {
                rule: id.clone(),
                meant: nearest(id, ids).map(str::to_owned),
            });
            continue;
        };
        let params = &rule.metadata.custom.params;
        for (name, value) in &of_rule.params {
            match params.get(name) {
                None => faults.push(unknown_param(Some(id), name, params.keys())),
                Some(default) => {
                    let wrong = mistyped(default, value);
                    faults.extend(wrong.map(|wrong| wrong.of(Some(id), name)));
                }
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn unknown_param<'a>(
    rule: Option<&String>,
    name: &str,
    names: impl Iterator<Item = &'a String>,
) -> SettingFault {
    SettingFault::UnknownParam {
        rule: rule.cloned(),
        name: name.to_owned(),
        meant: nearest(name, names.map(String::as_str)).map(str::to_owned),
    }
}

/// Changes a rule; says what it was before.
pub(crate) fn apply(settings: &Settings, rule: &mut Rule) -> Declared {
    let of_rule = settings.rules.get(&rule.id);
    let custom = &mut rule.metadata.custom;
    let mut declared = Declared::default();
    if let Some(severity) = of_rule.and_then(|it| it.severity)
        && severity != custom.severity
    {
        declared.severity = Some(custom.severity);
        custom.severity = severity;
    }
    for (name, value) in &mut custom.params {
        let own = of_rule.and_then(|it| it.params.get(name));
        if let Some(set) = own.or_else(|| settings.params.get(name))
            && set != value
        {
            let default = std::mem::replace(value, set.clone());
            declared.params.insert(name.clone(), default);
        }
    }
    if !declared.params.is_empty() {
        let params = custom.params.clone().into_iter().collect();
        rule.params = Value::Object(params).into();
    }
    declared
}

/// How a value is not of the type of its default.
struct Mistyped {
    expected: String,
    found: String,
    default: String,
}

impl Mistyped {
    fn of(self, rule: Option<&String>, name: &str) -> SettingFault {
        SettingFault::WrongType {
            rule: rule.cloned(),
            name: name.to_owned(),
            expected: self.expected,
            found: self.found,
            default: self.default,
        }
    }
}

fn mistyped(default: &Value, value: &Value) -> Option<Mistyped> {
    let fault = |expected: String, found: String| {
        let default = default.to_string();
        Some(Mistyped {
            expected,
            found,
            default,
        })
    };
    match (default, value) {
        // A rule whose parameter is not set by default takes what it is given.
        (Value::Null, _) => None,
        (Value::Array(defaults), Value::Array(items)) => {
            // An empty list tells nothing; in every rule so far it is one of accounts, regions or names. A number
            // among them would fit nothing, silently.
            let item = defaults.first().map_or("a string", words);
            let strange = items.iter().map(words).find(|it| *it != item)?;
            fault(
                format!("a list of {}s", item.trim_start_matches("a ")),
                format!("a list that holds {strange}"),
            )
        }
        _ if words(default) == words(value) => None,
        _ => fault(words(default).to_owned(), words(value).to_owned()),
    }
}

/// A type in words, as TOML has them.
fn words(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}
