//! Everything that one principal can do.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_iam::{
    Arn, Caller, Context, Decision, Dictionary, Known, Mode, Principal, Request, Target, decide,
    glob_matches,
};
use bartizan_model::Access;

use super::compress::compress;
use super::wire::{self, Ability, Verdict};
use super::{add, exit, text, verdict};
use crate::args::ReportFormat;
use crate::args::iam::reach::WhatCanArgs;
use crate::commands::iam::can::index;
use crate::commands::iam::can::wire::Reason;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Answers; ends with 0 where the principal can do something, 1 where nothing and 3 where it depends or is not known.
pub(crate) fn run(args: &WhatCanArgs) -> Result<Exit, Fault> {
    let principal = Principal::parse(&args.principal).map_err(|fault| {
        Fault::unusable(fault).hint("for example arn:aws:iam::111122223333:user/ana")
    })?;
    let actions = actions(&args.action)?;
    let access = index(&args.snapshots)?;
    let caller = access.caller(&principal).map_err(|missing| {
        let fault = Fault::unusable(&missing);
        match missing.nearest {
            Some(nearest) => fault.hint(format_args!("did you mean `{nearest}`?")),
            None => fault.hint("name one that the snapshot has, or collect again"),
        }
    })?;
    let (caller, facts) = access.with_facts(caller);
    let mut question = Question {
        access: &access,
        caller: &caller,
        facts,
        args,
        rows: BTreeMap::new(),
        assumed: BTreeSet::new(),
    };
    for action in &actions {
        question.action(action);
    }
    let mut said = wire::Reach::new();
    said.principal = Some(caller.principal.arn().to_owned());
    said.abilities = abilities(question.rows);
    said.assumed = question.assumed.into_iter().collect();
    said.unseen = access.unseen().collect();
    match args.format {
        ReportFormat::Text => output::print(|out| text::what(&said, out))?,
        ReportFormat::Json => output::print_json(&said)?,
    }
    let granted = said.abilities.iter().filter(|it| !it.refused);
    Ok(exit(granted.map(|it| it.verdict)))
}

/// The actions that are asked about.
fn actions(patterns: &[String]) -> Result<BTreeSet<String>, Fault> {
    let dictionary = Dictionary::get();
    let mut all = BTreeSet::new();
    let any = ["*".to_owned()];
    for pattern in if patterns.is_empty() { &any } else { patterns } {
        let before = all.len();
        all.extend(
            dictionary
                .actions_matching(pattern)
                .map(|it| it.to_string()),
        );
        if all.len() == before && !pattern.contains(['*', '?']) && pattern.contains(':') {
            // One that AWS has added since.
            all.insert(pattern.clone());
        }
    }
    if all.is_empty() {
        return Err(Fault::unusable(format_args!(
            "no action matches `{}`",
            patterns.join("`, `")
        ))
        .hint("a pattern has a service before it, such as s3:Get*"));
    }
    Ok(all)
}

/// What rows are put together by: everything but the action.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Same {
    verdict: Verdict,
    refused: bool,
    resource: String,
    reason: Option<String>,
    /// Policy and statement of what contributed.
    because: Vec<(String, Option<usize>)>,
}

/// Actions that are alike in all else.
struct Row {
    actions: BTreeSet<String>,
    condition: Option<serde_json::Value>,
    because: Vec<Reason>,
}

struct Question<'a> {
    access: &'a Access,
    caller: &'a Caller,
    facts: Context,
    args: &'a WhatCanArgs,
    rows: BTreeMap<Same, Row>,
    assumed: BTreeSet<String>,
}

/// What was said of an action and a pattern.
struct Said {
    pattern: String,
    verdict: Verdict,
    reason: Option<String>,
}

impl Question<'_> {
    /// Asks about the resources that the principal's policies name, then about those that have policies of their own.
    fn action(&mut self, action: &str) {
        let mut said: Vec<Said> = Vec::new();
        // Who may use a key or assume a role is for the key's policy and the role's to say.
        if !needs_both_sides(action) {
            let mut patterns: Vec<String> = self
                .caller
                .resources(action, &self.facts)
                .into_iter()
                .collect();
            // What matches more comes first.
            patterns.sort_by_key(|it| (it != "*", !it.contains('*'), it.len()));
            for pattern in patterns {
                self.pattern(action, pattern, &mut said);
            }
        }
        let service = action.split(':').next().unwrap_or_default();
        if ["s3", "kms", "sts"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(service))
        {
            for resource in self.access.matching("arn:*", action) {
                self.resource(action, &resource, &said);
            }
        }
    }

    fn pattern(&mut self, action: &str, pattern: String, said: &mut Vec<Said>) {
        let (target, known) = self.target(action, &pattern);
        let context = self.context(&target, &known);
        let answer = decide(&request(self.caller, action, &target, &context));
        let Some(sure) = verdict(&answer.decision) else {
            return;
        };
        let covered = said
            .iter()
            .any(|it| it.verdict <= sure && glob_matches(&it.pattern, &pattern));
        if covered {
            return;
        }
        let (reason, condition) = wire::reason(&answer.decision);
        self.assume(&target, action, &answer.decision);
        if pattern.contains(['*', '?']) && has_resources(action) {
            self.assumed.insert(UNSEEN.to_owned());
        }
        self.put(
            action,
            &pattern,
            sure,
            false,
            condition,
            reason.clone(),
            wire::because(&answer),
        );
        said.push(Said {
            pattern,
            verdict: sure,
            reason,
        });
    }

    /// One resource that is there: told where its own policy makes a difference.
    fn resource(&mut self, action: &str, resource: &str, said: &[Said]) {
        let (target, known) = self.target(action, resource);
        if target.policy.is_none() && target.grants.is_empty() {
            return;
        }
        let context = self.context(&target, &known);
        let answer = decide(&request(self.caller, action, &target, &context));
        let covering = said
            .iter()
            .filter(|it| glob_matches(&it.pattern, resource))
            .min_by_key(|it| it.verdict);
        let (reason, condition) = wire::reason(&answer.decision);
        match (verdict(&answer.decision), covering) {
            (None, None) => {}
            (None, Some(covering)) => {
                let because = wire::because(&answer);
                self.put(
                    action,
                    resource,
                    covering.verdict,
                    true,
                    None,
                    None,
                    because,
                );
            }
            (Some(sure), Some(covering))
                if covering.verdict == sure && covering.reason == reason => {}
            (Some(sure), _) => {
                self.assume(&target, action, &answer.decision);
                self.put(
                    action,
                    resource,
                    sure,
                    false,
                    condition,
                    reason,
                    wire::because(&answer),
                );
            }
        }
    }

    /// A pattern stands for resources without policies of their own; those that are there are looked at by themselves.
    fn target(&self, action: &str, resource: &str) -> (Target, Known) {
        let bucket = Arn::parse(resource).filter(|arn| arn.service == "s3");
        let within = bucket.is_some_and(|arn| {
            let name = arn.resource.split('/').next().unwrap_or_default();
            !name.contains(['*', '?'])
        });
        if resource.contains(['*', '?']) && !within {
            let mut target = Target::new(resource);
            let account = Arn::parse(resource).map(|arn| arn.account.to_owned());
            let own = self.caller.principal.account();
            target.account = match account.as_deref() {
                Some(account) if !account.is_empty() && !account.contains(['*', '?']) => None,
                _ => own.map(Into::into),
            };
            let known = self.access.known(&target);
            return (target, known);
        }
        let target = self.access.target(resource, action);
        let known = self.access.known(&target);
        (target, known)
    }

    fn context(&self, target: &Target, known: &Known) -> Context {
        let mut context = self.facts.clone();
        if self.caller.principal.account() == target.account.as_deref() {
            context.add(&known.own);
        }
        context.add(&known.all);
        add(&self.args.context, &mut context);
        context
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one row")]
    fn put(
        &mut self,
        action: &str,
        resource: &str,
        verdict: Verdict,
        refused: bool,
        condition: Option<serde_json::Value>,
        reason: Option<String>,
        because: Vec<Reason>,
    ) {
        let same = Same {
            verdict,
            refused,
            resource: resource.to_owned(),
            reason,
            because: because.iter().map(Reason::place).collect(),
        };
        let row = self.rows.entry(same).or_insert_with(|| Row {
            actions: BTreeSet::new(),
            condition,
            because,
        });
        row.actions.insert(action.to_owned());
    }

    fn assume(&mut self, target: &Target, action: &str, decision: &Decision) {
        let assumed = self.access.assumed(self.caller, target, action);
        let assumed = assumed.into_iter().filter(|it| it.matters(decision));
        self.assumed.extend(assumed.map(|it| it.to_string()));
    }
}

/// What holds for a pattern may not hold for each resource that it matches.
const UNSEEN: &str = "no policy of a resource that is in no snapshot denies what is allowed on a pattern that matches it";

fn has_resources(action: &str) -> bool {
    let listed = Dictionary::get().action(action);
    listed.is_none_or(|it| it.resources().next().is_some())
}

/// Whether no policy of the principal is enough by itself.
fn needs_both_sides(action: &str) -> bool {
    let listed = Dictionary::get().action(action);
    let mut types = listed.into_iter().flat_map(|it| it.resources());
    let service = action.split(':').next().unwrap_or_default();
    (service == "kms" || service == "sts")
        && types.any(|it| matches!(it.resource_type.name(), "key" | "role"))
}

fn request<'a>(
    caller: &'a Caller,
    action: &'a str,
    target: &'a Target,
    context: &'a Context,
) -> Request<'a> {
    Request {
        caller,
        action,
        target,
        endpoint: None,
        context,
        mode: Mode::Discovery,
    }
}

fn abilities(rows: BTreeMap<Same, Row>) -> Vec<Ability> {
    let mut all = Vec::new();
    for (same, row) in rows {
        for part in compress(&row.actions) {
            all.push(Ability {
                service: part.service,
                actions: part.patterns,
                count: part.count,
                resource: same.resource.clone(),
                refused: same.refused,
                verdict: same.verdict,
                reason: same.reason.clone(),
                condition: row.condition.clone(),
                because: row.because.clone(),
            });
        }
    }
    all
}
