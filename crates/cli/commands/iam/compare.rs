//! `bartizan iam compare` and `bartizan iam check-not-granted`: proofs about policies, or requests that show the opposite.

mod text;
mod wire;

use std::path::{Path, PathBuf};

use bartizan_iam::{Disagreement, Kind, PolicyDocument, Verdict, check_not_granted, compare};

use super::policy::PolicyFile;
use crate::args::ReportFormat;
use crate::args::iam::prove::{CompareArgs, NotGrantedArgs};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

use wire::{Asked, Compared, Direction, Sides};

/// The JSON Schema of the answer.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Compared).to_value()
}

/// Compares both ways; ends with 0 where the new policy is proven to stay within the old, 1 where it does not and 3
/// where that is not known.
pub(crate) fn run(args: &CompareArgs) -> Result<Exit, Fault> {
    if args.old == Path::new("-") && args.new == Path::new("-") {
        return Err(Fault::unusable("both policies cannot be standard input")
            .hint("name a file for one of them"));
    }
    let [old, new] = [&args.old, &args.new].map(|path| PolicyFile::read(path, args.kind));
    let (old, new) = ([old?], [new?]);
    let (there, back) = (documents(&old), documents(&new));
    let more = compare(&there, &back).map_err(|fault| defect(&fault))?;
    let less = compare(&back, &there).map_err(|fault| defect(&fault))?;
    let (more_of, less_of) = (Sides::new(&old, &new), Sides::new(&new, &old));
    let said = Compared::new(
        &more_of,
        None,
        Direction::new(&more, &more_of),
        Some(Direction::new(&less, &less_of)),
    );
    say(&said, args.format)?;
    Ok(exit(&more))
}

/// Whether policies together allow what they must not; ends as [`run`].
pub(crate) fn not_granted(args: &NotGrantedArgs) -> Result<Exit, Fault> {
    for action in &args.action {
        if !action.contains([':', '*']) {
            return Err(Fault::unusable(format_args!("`{action}` is no action"))
                .hint("an action has a service before it, such as s3:GetObject or s3:Delete*"));
        }
    }
    let policies = read(&args.policies, args.kind)?;
    let actions: Vec<&str> = args.action.iter().map(String::as_str).collect();
    let resources: Vec<&str> = args.resource.iter().map(String::as_str).collect();
    let verdict = check_not_granted(&documents(&policies), &actions, &resources)
        .map_err(|fault| defect(&fault))?;
    let sides = Sides::new(&[], &policies);
    let asked = Asked {
        actions: args.action.clone(),
        resources: args.resource.clone(),
    };
    let said = Compared::new(&sides, Some(asked), Direction::new(&verdict, &sides), None);
    say(&said, args.format)?;
    Ok(exit(&verdict))
}

fn read(paths: &[PathBuf], kind: Option<Kind>) -> Result<Vec<PolicyFile>, Fault> {
    if paths.iter().filter(|it| *it == Path::new("-")).count() > 1 {
        return Err(Fault::unusable("only one policy can be standard input")
            .hint("name files for the others"));
    }
    paths.iter().map(|it| PolicyFile::read(it, kind)).collect()
}

fn documents(files: &[PolicyFile]) -> Vec<&PolicyDocument> {
    files.iter().map(|it| &it.document).collect()
}

/// What the search found and the statements do not confirm is no answer.
pub(super) fn defect(fault: &Disagreement) -> Fault {
    Fault::unusable(format_args!("a defect of bartizan: {fault}"))
        .hint("no answer can be trusted here; please report it with the policies")
}

const fn exit(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Within => Exit::Clean,
        Verdict::Beyond { .. } => Exit::Findings,
        Verdict::Unknown { .. } => Exit::Gaps,
    }
}

fn say(said: &Compared, format: ReportFormat) -> Result<(), Fault> {
    match format {
        ReportFormat::Text => output::print(|out| text::write(said, out)),
        ReportFormat::Json => output::print_json(said),
    }
}
