//! `bartizan iam paths`: by which steps somebody becomes an administrator, another principal, or a reader of a resource.

mod dot;
mod html;
mod mermaid;
mod picture;
mod text;
mod wire;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use bartizan_iam::paths::{Actor, Found, Goal, Paths, Strength, reading};
use bartizan_iam::{Arn, Principal, Target};
use bartizan_model::{Access, Timestamp};

use crate::args::iam::paths::{PathsArgs, PathsFormat};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::judging::read_snapshots;
use crate::output;
use crate::ruleset::techniques;

use picture::Picture;
use wire::Told;

/// What stands for the administrators of every account.
const ADMIN: &str = "admin";

/// The JSON Schema of the answer.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Told).to_value()
}

/// Tells paths; ends with 0 where there is none, 1 where there is, and 3 where that hangs on what was not read.
pub(crate) fn run(args: &PathsArgs) -> Result<Exit, Fault> {
    if let Some(file) = &args.output {
        output::check_writable(file)?;
    }
    let techniques = techniques()?;
    let (access, now) = index(&args.snapshots)?;
    let actors = access.actors(now);
    let reach = Paths::reach(&actors);
    let mut paths = Paths::new(&actors, &reach, &access, &techniques);
    let goal = goal(args, &access, &paths)?;
    let mut from = Vec::new();
    for name in &args.from {
        from.push(actor(name, &access, &paths)?);
    }
    let from = (!from.is_empty()).then_some(from.as_slice());
    let found = paths.to(&goal, from).map_err(|fault| {
        Fault::unusable(format_args!("a defect of bartizan: {fault}"))
            .hint("no answer can be trusted here; please report it with the policies")
    })?;
    let hidden = hidden(&access);
    let assumed = assumed(&access, &paths, &found);
    let told = Told::new(
        &args.to,
        &paths,
        &found,
        &goal,
        &techniques,
        assumed,
        hidden,
    );
    let write = |out: &mut dyn Write| say(&told, args, out);
    match &args.output {
        Some(file) => output::save(file, write)?,
        None => output::print(write)?,
    }
    Ok(exit(&told))
}

fn say(told: &Told, args: &PathsArgs, out: &mut dyn Write) -> io::Result<()> {
    let picture = || Picture::new(told, args.limit);
    match args.format {
        PathsFormat::Text => text::write(told, args.limit, out),
        PathsFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, told)?;
            out.write_all(b"\n")
        }
        PathsFormat::Mermaid => mermaid::write(&picture(), out),
        PathsFormat::Dot => dot::write(&picture(), out),
        PathsFormat::Html => html::write(told, &picture(), args.limit, out),
    }
}

fn exit(told: &Told) -> Exit {
    let unknown = Strength::Unknown.name();
    if told.paths.iter().any(|path| path.strength != unknown) {
        Exit::Findings
    } else if told.paths.is_empty()
        && told.hidden.is_empty()
        && told.administrators.iter().all(|it| it.strength != unknown)
    {
        Exit::Clean
    } else {
        Exit::Gaps
    }
}

/// The snapshots, and when the last of them was begun.
fn index(files: &[PathBuf]) -> Result<(Access, Option<Timestamp>), Fault> {
    read_snapshots(files, |mut snapshots| {
        let now = snapshots.headers().map(|header| header.started_at).max();
        Access::read(&mut snapshots).map(|access| (access, now))
    })
}

fn goal(args: &PathsArgs, access: &Access, paths: &Paths<'_>) -> Result<Goal, Fault> {
    let to = &args.to;
    if !args.action.is_empty() && (to == ADMIN || paths.actor(to).is_some()) {
        return Err(Fault::unusable("--action goes with a resource")
            .hint("name the resource with --to, such as --to arn:aws:s3:::payments"));
    }
    if to == ADMIN {
        return Ok(Goal::Administrator);
    }
    if let Some(at) = paths.actor(to) {
        return Ok(Goal::Actor(at));
    }
    let Some(arn) = Arn::parse(to) else {
        return Err(Fault::unusable(format_args!("`{to}` is no goal"))
            .hint("a goal is `admin`, or the arn of a principal or a resource"));
    };
    if arn.service == "iam" && Principal::parse(to).is_ok() {
        return actor(to, access, paths).map(Goal::Actor);
    }
    let asked = if args.action.is_empty() {
        reading(to)
    } else {
        let actions = args.action.iter();
        actions.map(|it| (it.clone(), to.clone())).collect()
    };
    if asked.is_empty() {
        return Err(
            Fault::unusable(format_args!("aws names no action that reads `{to}`"))
                .hint("say what is to be done to it with --action"),
        );
    }
    Ok(Goal::Resource(asked))
}

/// The place of an actor by its name.
fn actor(name: &str, access: &Access, paths: &Paths<'_>) -> Result<usize, Fault> {
    if let Some(at) = paths.actor(name) {
        return Ok(at);
    }
    let hint = match Principal::parse(name).map(|principal| access.caller(&principal)) {
        Ok(Err(missing)) => match missing.nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "name one that the snapshot has, or collect again".to_owned(),
        },
        _ => others(paths),
    };
    Err(Fault::unusable(format_args!("no policy and no snapshot knows `{name}`")).hint(hint))
}

/// Who else may be asked about, beside the snapshot's principals.
fn others(paths: &Paths<'_>) -> String {
    let foreign = |actor: &&Actor| {
        actor
            .account()
            .is_none_or(|it| !paths.accounts().iter().any(|own| own == it))
    };
    let names = paths.actors().iter().filter(foreign).take(5);
    let names: Vec<String> = names.map(|actor| format!("`{}`", actor.name)).collect();
    match names.is_empty() {
        true => "name a user or role of the snapshot by its arn".to_owned(),
        false => format!("policies name, among others, {}", names.join(", ")),
    }
}

/// What could not be listed and might hold a path.
fn hidden(access: &Access) -> Vec<String> {
    let matters = |kind: &String| kind.starts_with("aws.iam.");
    let mut all = BTreeSet::new();
    for gap in access
        .gaps()
        .iter()
        .filter(|gap| gap.hides.iter().any(matters))
    {
        let hides: Vec<&str> = gap.hides.iter().map(String::as_str).collect();
        all.insert(format!(
            "{} of account {}: {}",
            hides.join(", "),
            gap.account,
            gap.gap.reason.words()
        ));
    }
    all.into_iter().collect()
}

/// What the answer takes for granted of those whom it tells about.
fn assumed(access: &Access, paths: &Paths<'_>, found: &Found) -> Vec<String> {
    let named = found.pairs.iter().map(|pair| pair.from);
    let named = named.chain(found.administrators.iter().map(|(at, _)| *at));
    let own = named
        .filter_map(|at| paths.actors().get(at))
        .filter(|actor| {
            let account = actor.account();
            account.is_some_and(|it| paths.accounts().iter().any(|own| own == it))
        });
    let everywhere = Target::new("*");
    let mut all = BTreeSet::new();
    for actor in own {
        for assumed in access.assumed(&actor.caller, &everywhere, "iam:PassRole") {
            all.insert(assumed.to_string());
        }
    }
    all.into_iter().collect()
}
