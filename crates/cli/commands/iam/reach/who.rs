//! Who can do one thing to a resource, or to each of many.

use std::collections::BTreeSet;

use bartizan_iam::{
    Answer, Arn, Asking, Caller, Context, Known, Mode, PrincipalKind, Reach, Request, Target,
    decide,
};
use bartizan_model::{Access, Strange};

use super::wire::{self, Can, Key, Needs, OfResource, Verdict, Who};
use super::{add, exit, text, verdict};
use crate::args::ReportFormat;
use crate::args::iam::reach::WhoCanArgs;
use crate::commands::iam::can::{index, unknown};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Answers; ends with 0 where somebody can, 1 where nobody can and 3 where it depends or is not known.
pub(crate) fn run(args: &WhoCanArgs) -> Result<Exit, Fault> {
    let action = &args.action;
    if action.contains(['*', '?']) || !action.contains(':') {
        return Err(Fault::unusable(format_args!("`{action}` is no action"))
            .hint("ask about one action, such as s3:GetObject"));
    }
    if args.resource != "*" && Arn::parse(&args.resource).is_none() {
        return Err(
            Fault::unusable(format_args!("`{}` is no arn", args.resource)).hint(
                "give the whole arn, a pattern of arns, or `*` for an action that has no resource",
            ),
        );
    }
    unknown(action);
    let access = index(&args.snapshots)?;
    let resources = access.matching(&args.resource, action);
    if resources.is_empty() {
        return Err(Fault::unusable(format_args!(
            "no resource of the snapshots matches `{}` that {action} is about",
            args.resource
        ))
        .hint("name one resource, or another pattern"));
    }
    let reach = access.reach();
    let mut question = Question {
        asking: reach.asking(action),
        access: &access,
        reach: &reach,
        args,
        assumed: BTreeSet::new(),
    };
    let mut said = wire::Reach::new();
    said.action = Some(action.clone());
    said.resources = resources.iter().map(|it| question.resource(it)).collect();
    said.assumed = question.assumed.into_iter().collect();
    said.unseen = access.unseen().collect();
    match args.format {
        ReportFormat::Text => output::print(|out| text::who(&said, out))?,
        ReportFormat::Json => output::print_json(&said)?,
    }
    let all = said.resources.iter().flat_map(|it| &it.principals);
    Ok(exit(all.map(|it| it.verdict)))
}

/// What S3 asks of the key of an object.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms>
const WITH_KEY: &[(&str, &str)] = &[
    ("s3:GetObject", "kms:Decrypt"),
    ("s3:GetObjectVersion", "kms:Decrypt"),
    ("s3:PutObject", "kms:GenerateDataKey"),
];

struct Question<'a> {
    asking: Asking<'a>,
    access: &'a Access,
    reach: &'a Reach,
    args: &'a WhoCanArgs,
    assumed: BTreeSet<String>,
}

/// One resource, and the key that it is encrypted with.
struct On {
    target: Target,
    known: Known,
    key: Option<(Key, Target, Known)>,
}

impl Question<'_> {
    fn resource(&mut self, resource: &str) -> OfResource {
        let on = self.on(resource);
        let reached = self.asking.who_can(&on.target, &on.known);
        let mut all = reached.certain.clone();
        all.or(&reached.conditional);
        all.or(&reached.unknown);
        let mut said = OfResource {
            resource: on.target.resource.to_string(),
            key: on.key.as_ref().map(|(key, _, _)| key.clone()),
            principals: Vec::new(),
            lacking_the_key: Vec::new(),
        };
        let callers = self.reach.callers();
        for at in all.iter() {
            let context = self.reach.context(at, &on.target, &on.known);
            let Some(caller) = callers.get(at) else {
                continue;
            };
            let key = |target: &Target, known: &Known| self.reach.context(at, target, known);
            let kind = match caller.principal.kind() {
                PrincipalKind::Root => Who::Root,
                PrincipalKind::User => Who::User,
                _ => Who::Role,
            };
            let name = caller.principal.arn();
            self.one(&on, (caller, kind, name), &context, key, &mut said);
        }
        for stranger in self.access.strangers(&on.target) {
            let with = |known: &Known| {
                let mut context = stranger.facts.clone();
                context.add(&known.all);
                context
            };
            let context = with(&on.known);
            let kind = match stranger.kind {
                Strange::Anyone => Who::Anyone,
                Strange::AnyAccount => Who::AnyAccount,
                Strange::Account => Who::Account,
                Strange::Principal => Who::Foreign,
                Strange::Service => Who::Service,
                Strange::Federated => Who::Federated,
            };
            let key = |_: &Target, known: &Known| with(known);
            let who = (&stranger.caller, kind, stranger.name.as_str());
            self.one(&on, who, &context, key, &mut said);
        }
        // Something may be taken for granted for those who cannot, too.
        let refused = (0..callers.len()).find(|at| !all.contains(*at));
        if let Some(caller) = refused.and_then(|at| callers.get(at)) {
            self.assume(
                caller,
                &on.target,
                &bartizan_iam::Decision::DeniedImplicitly,
            );
        }
        said.principals.sort_by(|a, b| {
            let order = |it: &Can| (it.verdict, it.kind);
            order(a)
                .cmp(&order(b))
                .then_with(|| a.principal.cmp(&b.principal))
        });
        said
    }

    fn on(&self, resource: &str) -> On {
        let access = self.access;
        let action = self.args.action.as_str();
        let target = access.target(resource, action);
        let mut known = access.known(&target);
        add(&self.args.context, &mut known.all);
        let needed = WITH_KEY
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(action));
        let key = needed.and_then(|(_, action)| {
            let arn = access.key_of(resource)?;
            let target = access.target(arn, action);
            let mut known = access.known(&target);
            if let Some(parts) = Arn::parse(arn) {
                let through = format!("s3.{}.amazonaws.com", parts.region);
                known.all.set("kms:ViaService", through);
            }
            add(&self.args.context, &mut known.all);
            let key = Key {
                arn: arn.to_owned(),
                action,
            };
            Some((key, target, known))
        });
        On { target, known, key }
    }

    /// One who may be able to: decided, with the key.
    fn one(
        &mut self,
        on: &On,
        (caller, kind, name): (&Caller, Who, &str),
        context: &Context,
        key_context: impl Fn(&Target, &Known) -> Context,
        said: &mut OfResource,
    ) {
        let answer = asked(caller, &self.args.action, &on.target, context);
        let Some(sure) = verdict(&answer.decision) else {
            return;
        };
        self.assume(caller, &on.target, &answer.decision);
        let principal = name.to_owned();
        let mut needs = None;
        if let Some((key, target, known)) = &on.key {
            let context = key_context(target, known);
            let answer = asked(caller, key.action, target, &context);
            match verdict(&answer.decision) {
                None => {
                    said.lacking_the_key.push(principal);
                    return;
                }
                Some(Verdict::Certain) => {}
                Some(verdict) => {
                    let (reason, _) = wire::reason(&answer.decision);
                    needs = Some(Needs { verdict, reason });
                }
            }
        }
        let (reason, condition) = wire::reason(&answer.decision);
        said.principals.push(Can {
            principal,
            kind,
            verdict: needs.as_ref().map_or(sure, |it| it.verdict.max(sure)),
            reason,
            condition,
            because: wire::because(&answer),
            key: needs,
        });
    }

    fn assume(&mut self, caller: &Caller, target: &Target, decision: &bartizan_iam::Decision) {
        let assumed = self.access.assumed(caller, target, &self.args.action);
        let assumed = assumed.into_iter().filter(|it| it.matters(decision));
        self.assumed.extend(assumed.map(|it| it.to_string()));
    }
}

fn asked<'a>(
    caller: &'a Caller,
    action: &'a str,
    target: &'a Target,
    context: &'a Context,
) -> Answer<'a> {
    decide(&Request {
        caller,
        action,
        target,
        endpoint: None,
        context,
        mode: Mode::Discovery,
    })
}
