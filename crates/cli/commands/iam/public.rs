//! `bartizan iam public`: who outside a trust zone is let in by the policies of resources.

mod files;
mod text;
mod wire;

use bartizan_iam::{Exposure, Kind, Statement, Zone, outside};
use bartizan_model::ResourcePolicies;

use super::compare::defect;
use crate::args::ReportFormat;
use crate::args::iam::public::PublicArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

use files::Files;
use wire::{Exposed, Looked};

/// The JSON Schema of the answer.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Exposed).to_value()
}

/// Answers for every policy; ends with 1 where somebody is let in and with 3 where that is not known.
pub(crate) fn run(args: &PublicArgs) -> Result<Exit, Fault> {
    let files = Files::read(args)?;
    let mut zone = given(args)?;
    let mut looked = Vec::new();
    if let Some(snapshots) = &files.snapshots {
        let own = snapshots.zone();
        zone.accounts.extend(own.accounts.iter().cloned());
        zone.organizations.extend(own.organizations.iter().cloned());
        zone.canonical_users
            .extend(own.canonical_users.iter().cloned());
    }
    if let Some(snapshots) = &files.snapshots {
        of_snapshots(snapshots, &zone, &mut looked)?;
    }
    for policy in &files.policies {
        let mut zone = zone.clone();
        let names = |it: &Statement| it.principal.is_some() || it.not_principal.is_some();
        if !policy.document.statement.iter().any(names) {
            return Err(Fault::unusable(format_args!(
                "`{}` names no principals",
                policy.name
            ))
            .hint("give the policy of a resource: of a bucket, a key, a queue, or a role's trust policy"));
        }
        zone.signed_only = policy.kind == Kind::Trust;
        if let [home] = args.trust_account.as_slice() {
            zone.home = Some(home.clone());
        }
        let exposure = outside(&[&policy.document], &zone).map_err(|fault| defect(&fault))?;
        looked.push(Looked::of_file(policy, &exposure));
    }
    let said = Exposed::new(&zone, looked);
    match args.format {
        ReportFormat::Text => output::print(|out| text::write(&said, out))?,
        ReportFormat::Json => output::print_json(&said)?,
    }
    Ok(said.exit())
}

fn of_snapshots(
    snapshots: &ResourcePolicies,
    zone: &Zone,
    looked: &mut Vec<Looked>,
) -> Result<(), Fault> {
    for policy in snapshots.policies() {
        let exposure = snapshots.exposure(policy, zone);
        let exposure = exposure.map_err(|fault| defect(&fault))?;
        looked.push(Looked::of_resource(policy, &exposure));
    }
    for gap in snapshots.gaps() {
        looked.push(Looked::of_gap(gap));
    }
    Ok(())
}

/// Whom the arguments trust.
fn given(args: &PublicArgs) -> Result<Zone, Fault> {
    let mut zone = Zone {
        accounts: args.trust_account.iter().cloned().collect(),
        organizations: args.trust_organization.iter().cloned().collect(),
        vpcs: args.trust_vpc.iter().cloned().collect(),
        endpoints: args.trust_endpoint.iter().cloned().collect(),
        providers: args.trust_provider.iter().cloned().collect(),
        doubt_services: args.doubt_services,
        ..Zone::default()
    };
    for text in &args.trust_network {
        if zone.trust_network(text).is_none() {
            return Err(Fault::unusable(format_args!("`{text}` is no network"))
                .hint("a network is an address and a length, such as 203.0.113.0/24"));
        }
    }
    Ok(zone)
}

impl Looked {
    const fn found(exposure: &Exposure) -> wire::Answer {
        match exposure {
            Exposure::Closed => wire::Answer::Closed,
            Exposure::Open { .. } => wire::Answer::Open,
            Exposure::Unknown { .. } => wire::Answer::Unknown,
        }
    }
}
