//! The answer as JSON: `bartizan.exposure/1`. These types are a promise, those of the engine are not.

use std::collections::BTreeMap;

use bartizan_iam::{Atom, Exposure, Opening, Outsider, Residual, Zone};
use bartizan_model::{ResourcePolicy, ScopeGap};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::commands::iam::policy::PolicyFile;
use crate::exit::Exit;

/// The format that this version writes.
const FORMAT: &str = "bartizan.exposure/1";

/// Who outside a trust zone is let in by the policies of resources.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "bartizan.exposure/1")]
pub(crate) struct Exposed {
    /// `bartizan.exposure/1`.
    pub(super) format: &'static str,
    /// Who is trusted.
    pub(super) trusted: Trusted,
    /// Every policy that was looked at.
    pub(super) policies: Vec<Looked>,
}

/// Who is trusted.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Trusted {
    /// Accounts.
    pub(super) accounts: Vec<String>,
    /// Organizations by id, units by path.
    pub(super) organizations: Vec<String>,
    /// Networks.
    pub(super) networks: Vec<String>,
    /// VPCs.
    pub(super) vpcs: Vec<String>,
    /// VPC endpoints.
    pub(super) endpoints: Vec<String>,
    /// Identity providers.
    pub(super) providers: Vec<String>,
    /// AWS services, whomever they act for.
    pub(super) services: bool,
}

/// A policy that was looked at, or a place where policies could not be.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Looked {
    /// The resource's ARN; null for a policy in a file.
    pub(super) resource: Option<String>,
    /// The file; null for a policy of a snapshot.
    pub(super) file: Option<String>,
    /// The account of the resource, where that is known.
    pub(super) account: Option<String>,
    /// What kind of policy it is, in words.
    pub(super) kind: String,
    /// Whether somebody outside is let in.
    pub(super) answer: Answer,
    /// For `unknown`, why; for `open`, why there may be more.
    pub(super) reason: Option<String>,
    /// What they may do, each opening as large as it is, none within another.
    pub(super) openings: Vec<Wide>,
}

/// Whether somebody is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// Nobody: this is proven.
    Closed,
    /// Somebody.
    Open,
    /// Nobody was found, and it is not proven that there is nobody.
    Unknown,
}

/// Requests that somebody outside may make: all that are so.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Wide {
    /// Who: any of these.
    pub(super) who: Vec<Who>,
    /// Principals that Deny statements set apart.
    pub(super) except: Vec<String>,
    /// What: an action that matches one of each list.
    pub(super) actions: Vec<Vec<String>>,
    /// But none that matches one of these.
    pub(super) not_actions: Vec<String>,
    /// On what: a resource that matches one of each list; empty for the policy's own resource.
    pub(super) resources: Vec<Vec<String>>,
    /// But none that matches one of these.
    pub(super) not_resources: Vec<String>,
    /// What else has to be so, in words.
    pub(super) conditions: Vec<String>,
    /// The same as `{"key": …, "operator": …, "values": […]}`.
    pub(super) condition: Vec<Value>,
    /// Those of the conditions that say where requests come from, for a person.
    #[serde(skip)]
    pub(super) from: Vec<String>,
    /// The others.
    #[serde(skip)]
    pub(super) elsewhere: Vec<String>,
    /// The statement that allows it, counted from 1.
    pub(super) statement: usize,
    /// Its Sid.
    pub(super) sid: Option<String>,
    /// Where it begins, for a policy in a file: line and column, counted from 1.
    pub(super) at: Option<(usize, usize)>,
    /// One of the requests.
    pub(super) example: Example,
}

/// Who is let in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Who {
    /// `anyone`, `any-account`, `account`, `principal`, `unique-id`, `canonical-user`, `any-service`, `service`,
    /// `any-provider` or `provider`.
    pub(super) kind: &'static str,
    /// The account, ARN, id or name, where it is one.
    pub(super) name: Option<String>,
    #[serde(skip)]
    pub(super) words: String,
}

/// A request that the statements allow.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Example {
    /// Who asks; `*` for a request without a signature.
    pub(super) principal: String,
    /// To do what.
    pub(super) action: String,
    /// To what.
    pub(super) resource: String,
    /// The condition keys that the request carries.
    pub(super) context: BTreeMap<String, Vec<String>>,
    /// Condition keys on which it matters that the request does not carry them.
    pub(super) absent: Vec<String>,
}

impl Exposed {
    pub(super) fn new(zone: &Zone, policies: Vec<Looked>) -> Self {
        let list = |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect();
        Self {
            format: FORMAT,
            trusted: Trusted {
                accounts: list(&zone.accounts),
                organizations: list(&zone.organizations),
                networks: zone.networks.iter().map(ToString::to_string).collect(),
                vpcs: list(&zone.vpcs),
                endpoints: list(&zone.endpoints),
                providers: list(&zone.providers),
                services: !zone.doubt_services,
            },
            policies,
        }
    }

    /// Somebody weighs more than nobody knows.
    pub(super) fn exit(&self) -> Exit {
        let any = |answer| self.policies.iter().any(|it| it.answer == answer);
        if any(Answer::Open) {
            Exit::Findings
        } else if any(Answer::Unknown) {
            Exit::Gaps
        } else {
            Exit::Clean
        }
    }
}

impl Looked {
    pub(super) fn of_file(policy: &PolicyFile, exposure: &Exposure) -> Self {
        let place = |statement| (policy.sid(statement), policy.place(statement));
        Self {
            file: Some(policy.name.clone()),
            ..Self::of("policy", exposure, place)
        }
    }

    pub(super) fn of_resource(policy: &ResourcePolicy, exposure: &Exposure) -> Self {
        let document = policy.document.known();
        let sid = |at: usize| document?.statement.get(at)?.sid.as_deref();
        Self {
            resource: Some(policy.resource.clone()),
            account: Some(policy.account.clone()),
            ..Self::of(policy.kind, exposure, |at| (sid(at), None))
        }
    }

    pub(super) fn of_gap(gap: &ScopeGap) -> Self {
        Self {
            account: Some(gap.account.clone()),
            kind: gap.hides.join(", "),
            answer: Answer::Unknown,
            reason: Some(format!("{}: {}", gap.gap.action, gap.gap.reason.words())),
            resource: None,
            file: None,
            openings: Vec::new(),
        }
    }

    fn of<'s>(
        kind: &str,
        exposure: &Exposure,
        place: impl Fn(usize) -> (Option<&'s str>, Option<(usize, usize)>),
    ) -> Self {
        let (openings, reason) = match exposure {
            Exposure::Closed => (&[][..], None),
            Exposure::Open { openings, doubt } => (openings.as_slice(), doubt.clone()),
            Exposure::Unknown { reason } => (&[][..], Some(reason.clone())),
        };
        Self {
            resource: None,
            file: None,
            account: None,
            kind: kind.to_owned(),
            answer: Self::found(exposure),
            reason,
            openings: openings
                .iter()
                .map(|it| Wide::new(it, place(it.statement.1)))
                .collect(),
        }
    }
}

impl Wide {
    fn new(it: &Opening, (sid, at): (Option<&str>, Option<(usize, usize)>)) -> Self {
        let words = |list: &[Residual]| list.iter().map(ToString::to_string).collect();
        let value = |it: &Residual| serde_json::to_value(it).unwrap_or_default();
        let witness = &it.witness;
        let principal = witness.principal.as_ref();
        Self {
            who: it.who.iter().map(Who::new).collect(),
            except: it.except.clone(),
            actions: it.actions.clone(),
            not_actions: it.not_actions.clone(),
            resources: it.resources.clone(),
            not_resources: it.not_resources.clone(),
            conditions: words(&it.conditions),
            condition: it.conditions.iter().map(value).collect(),
            from: it.from().into_iter().map(place).collect(),
            elsewhere: {
                let places = it.from();
                let others = it.conditions.iter().filter(|one| !places.contains(one));
                others.map(ToString::to_string).collect()
            },
            statement: it.statement.1 + 1,
            sid: sid.map(str::to_owned),
            at,
            example: Example {
                principal: principal.map_or("*", |it| it.arn()).to_owned(),
                action: witness.action.clone(),
                resource: witness.resource.clone(),
                context: witness.context.clone(),
                absent: witness.absent.clone(),
            },
        }
    }
}

/// Where requests come from, in words.
fn place(condition: &Residual) -> String {
    if let Residual::Requirement {
        atom: Atom::Condition(wanted),
        holds: true,
    } = condition
    {
        let values: Vec<&str> = wanted.values().collect();
        let values = values.join(" or ");
        let key = wanted.key().to_ascii_lowercase();
        match (key.as_str(), wanted.operator()) {
            ("aws:sourceip" | "aws:vpcsourceip", "IpAddress") => return format!("from {values}"),
            ("aws:sourcevpc", "StringEquals") => return format!("from {values}"),
            ("aws:sourcevpce", "StringEquals") => return format!("through {values}"),
            _ => {}
        }
    }
    format!("where {condition}")
}

impl Who {
    fn new(it: &Outsider) -> Self {
        Self {
            kind: it.kind(),
            name: it.name().map(str::to_owned),
            words: it.to_string(),
        }
    }
}
