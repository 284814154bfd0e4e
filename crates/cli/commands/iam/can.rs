//! `bartizan iam can`: one question about access, and why the answer is what it is.

mod loose;
pub(super) mod text;
pub(super) mod wire;

use std::collections::BTreeMap;
use std::path::PathBuf;

use bartizan_iam::{
    Arn, Caller, Code, Context, Decision, Kind, Mode, Principal, Request, Target, decide, lint,
};
use bartizan_model::{Access, Assumed};

use crate::args::ReportFormat;
use crate::args::iam::CanArgs;
use crate::exit::Exit;
use crate::fault::{Fault, warn};
use crate::judging::read_snapshots;
use crate::output;

use loose::Loose;

/// The JSON Schema of the answer.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(wire::Answered).to_value()
}

/// Answers; ends with 0 for allowed, 1 for denied and 3 where it depends or is not known.
pub(crate) fn run(args: &CanArgs) -> Result<Exit, Fault> {
    let principal = asked(args)?;
    let loose = Loose::read(&args.policies)?;
    if args.snapshots.is_empty() && loose.is_empty() {
        return Err(Fault::unusable("there is nothing to decide by")
            .hint("name a snapshot, or policies with --policy"));
    }
    let mut made = match args.snapshots.as_slice() {
        [] => Made::by_files(args, principal, &loose),
        files => Made::by_snapshots(&index(files)?, args, principal, &loose)?,
    };
    for (key, values) in given(&args.context) {
        match values.as_slice() {
            [one] => made.context.set(key, *one),
            many => made.context.set_many(key, many.iter().copied()),
        }
    }
    for key in &args.absent {
        made.context.absent(key);
    }
    let request = Request {
        caller: &made.caller,
        action: &args.action,
        target: &made.target,
        endpoint: loose.endpoint(),
        context: &made.context,
        mode: if args.strict {
            Mode::Strict
        } else {
            Mode::Discovery
        },
    };
    let answer = decide(&request);
    let assumed = made.assumed.iter();
    let assumed = assumed.filter(|assumed| assumed.matters(&answer.decision));
    let said = wire::Answered::new(&request, &answer, &loose, assumed);
    match args.format {
        ReportFormat::Text => output::print(|out| text::write(&said, &answer, out))?,
        ReportFormat::Json => output::print_json(&said)?,
    }
    Ok(match answer.decision {
        Decision::Allowed => Exit::Clean,
        Decision::DeniedExplicitly | Decision::DeniedImplicitly => Exit::Findings,
        Decision::Conditional { .. } | Decision::Unknown { .. } => Exit::Gaps,
    })
}

/// Looks at the question itself.
fn asked(args: &CanArgs) -> Result<Principal, Fault> {
    let principal = Principal::parse(&args.principal).map_err(|fault| {
        Fault::unusable(fault).hint("for example arn:aws:iam::111122223333:user/ana")
    })?;
    let action = &args.action;
    if action.contains(['*', '?']) || !action.contains(':') {
        return Err(Fault::unusable(format_args!("`{action}` is no action"))
            .hint("ask about one action, such as s3:GetObject"));
    }
    if args.resource != "*" && Arn::parse(&args.resource).is_none() {
        return Err(
            Fault::unusable(format_args!("`{}` is no arn", args.resource))
                .hint("give the whole arn, or `*` for an action that has no resource"),
        );
    }
    if args.resource != "*" && args.resource.contains(['*', '?']) {
        let message = format_args!("`{}` is taken for the name of one resource", args.resource);
        warn(
            message,
            Some("ask about a resource that is there: its wildcards mean nothing here"),
        );
    }
    unknown(action);
    Ok(principal)
}

/// Warns of an action that nobody knows: what lint says of a policy with nothing else in it.
pub(super) fn unknown(action: &str) {
    let policy = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": action, "Resource": "*" },
    });
    let problems = lint(&policy.to_string(), Kind::Identity);
    let about = |code| matches!(code, Code::UnknownAction | Code::UnknownService);
    for problem in problems.iter().filter(|problem| about(problem.code)) {
        warn(&problem.message, problem.help.as_deref());
    }
}

/// What snapshots say about access.
pub(super) fn index(files: &[PathBuf]) -> Result<Access, Fault> {
    read_snapshots(files, |mut snapshots| Access::read(&mut snapshots))
}

/// The parts of a request that live as long as its answer.
struct Made {
    caller: Caller,
    target: Target,
    context: Context,
    assumed: Vec<Assumed>,
}

impl Made {
    /// Nothing but what files say.
    fn by_files(args: &CanArgs, principal: Principal, loose: &Loose) -> Self {
        let mut caller = Caller::new(principal);
        let mut target = Target::new(&args.resource);
        loose.put(&mut caller, &mut target);
        Self {
            context: Context::new(),
            assumed: Assumed::by_policies_alone(&caller, &target),
            caller,
            target,
        }
    }

    fn by_snapshots(
        access: &Access,
        args: &CanArgs,
        principal: Principal,
        loose: &Loose,
    ) -> Result<Self, Fault> {
        let mut caller = access.caller(&principal).map_err(|missing| {
            let fault = Fault::unusable(&missing);
            match missing.nearest {
                Some(nearest) => fault.hint(format_args!("did you mean `{nearest}`?")),
                None => fault.hint("name one that the snapshot has, or collect again"),
            }
        })?;
        let mut target = access.target(&args.resource, &args.action);
        access.bind(&caller, &mut target);
        // What files say is not taken for granted any more.
        loose.put(&mut caller, &mut target);
        Ok(Self {
            context: access.facts(&caller, &target),
            assumed: access.assumed(&caller, &target, &args.action),
            caller,
            target,
        })
    }
}

/// The values of each key that was given, keys in any case.
pub(super) fn given(pairs: &[(String, String)]) -> BTreeMap<&str, Vec<&str>> {
    let mut given: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, value) in pairs {
        let same = |known: &&str| known.eq_ignore_ascii_case(key);
        let known = given.keys().copied().find(same).unwrap_or(key);
        given.entry(known).or_default().push(value);
    }
    given
}
