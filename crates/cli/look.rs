//! Looking at a cloud, and keeping what was seen.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::sync::Arc;

use bartizan_aws::{AwsFault, Collected, Options, RoleToAssume};
use bartizan_collect::Stats;

use crate::args::LookArgs;
use crate::exit::Exit;
use crate::fault::{Fault, warn};
use crate::progress::Progress;

/// Looks at AWS. The runtime lives only as long as this takes.
pub(crate) fn aws(args: &LookArgs, quiet: bool) -> Result<Collected, Fault> {
    let options = options(args)?;
    let stats = Arc::new(Stats::default());
    // Two threads drive 64 calls with ease; each more costs memory.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime =
        runtime.map_err(|fault| Fault::unusable(format_args!("cannot start threads: {fault}")))?;
    let collected = runtime.block_on(async {
        let _progress = (!quiet).then(|| Progress::start(&stats));
        bartizan_aws::collect(&options, Arc::clone(&stats)).await
    });
    let collected = collected.map_err(blind)?;
    for failed in &collected.failed {
        let what = format!("role `{}` was left out: {}", failed.role, failed.fault);
        warn(what, Some(failed.fault.hint()));
    }
    Ok(collected)
}

pub(crate) fn cannot_keep(fault: &io::Error) -> Fault {
    Fault::unusable(format_args!("cannot keep what was found: {fault}"))
        .hint("free some space in the temporary folder (TMPDIR), or name a file with --snapshot")
}

fn blind(fault: AwsFault) -> Fault {
    let exit = match fault {
        AwsFault::Io(_) => Exit::Unusable,
        _ => Exit::Blind,
    };
    let hint = fault.hint();
    Fault::new(exit, fault).hint(hint)
}

fn options(args: &LookArgs) -> Result<Options, Fault> {
    let known = bartizan_aws::services();
    if let Some(unknown) = args
        .service
        .iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        let hint = format!("services are {}", known.join(", "));
        return Err(Fault::unusable(format_args!("there is no service `{unknown}`")).hint(hint));
    }
    Ok(Options {
        profile: args.profile.clone(),
        regions: args.region.clone(),
        endpoint_url: args.endpoint_url.clone(),
        roles: roles(args)?,
        services: args.service.clone(),
        last_accessed: args.last_accessed,
        concurrency: args.concurrency,
    })
}

/// Pairs roles with external ids: one for all of them, or one each in the same order.
fn roles(args: &LookArgs) -> Result<Vec<RoleToAssume>, Fault> {
    let ids = &args.external_id;
    if ids.len() > 1 && ids.len() != args.role_arn.len() {
        let hint = "give one --external-id for all roles, or one for each, in the same order";
        let (ids, roles) = (ids.len(), args.role_arn.len());
        return Err(
            Fault::unusable(format_args!("{ids} external ids do not fit {roles} roles")).hint(hint),
        );
    }
    let id_of = |role: usize| ids.get(if ids.len() == 1 { 0 } else { role }).cloned();
    let roles = args.role_arn.iter().enumerate();
    Ok(roles
        .map(|(place, arn)| RoleToAssume {
            arn: arn.clone(),
            external_id: id_of(place),
        })
        .collect())
}

/// Puts what was seen into a file without a name, for when nobody asked to keep it.
pub(crate) fn put_aside(collected: Collected) -> io::Result<File> {
    let mut out = BufWriter::new(tempfile::tempfile()?);
    collected.builder.finish(&collected.header, &mut out)?;
    out.flush()?;
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}
