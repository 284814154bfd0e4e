//! The arguments of `bartizan iam public`.

use std::path::PathBuf;

use bartizan_iam::Kind;
use clap::{Args, ValueHint};

use super::{account, kind};
use crate::args::ReportFormat;

pub(in crate::args) const PUBLIC_ENDS: &str = "Exit codes:
    0  nobody outside is let in
    1  somebody is
    2  wrong arguments or unreadable input
    3  nobody was found, and it is not proven that there is nobody";

/// Policies of resources, and whom their owner trusts.
#[derive(Debug, Args)]
pub(crate) struct PublicArgs {
    /// Policies of resources as JSON, or snapshots, every resource of which is looked at; `-` for a policy on standard
    /// input
    #[arg(required = true, value_name = "POLICY|SNAPSHOT", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// An account that is trusted, beside those of the snapshots; may be given several times. For policies in
    /// files one alone is the resource's own
    #[arg(long, value_name = "ACCOUNT", value_parser = account)]
    pub(crate) trust_account: Vec<String>,
    /// An organization that is trusted, by id, or a unit of one, by path; may be given several times
    #[arg(long, value_name = "ID|PATH", value_parser = organization)]
    pub(crate) trust_organization: Vec<String>,
    /// A network that is trusted, such as 203.0.113.0/24; may be given several times
    #[arg(long, value_name = "CIDR")]
    pub(crate) trust_network: Vec<String>,
    /// A VPC that is trusted; may be given several times
    #[arg(long, value_name = "VPC")]
    pub(crate) trust_vpc: Vec<String>,
    /// A VPC endpoint that is trusted; may be given several times
    #[arg(long, value_name = "VPCE")]
    pub(crate) trust_endpoint: Vec<String>,
    /// An identity provider that is trusted, as policies name it; may be given several times
    #[arg(long, value_name = "PROVIDER")]
    pub(crate) trust_provider: Vec<String>,
    /// Ask about AWS services too, which otherwise are trusted: whether they act for the trusted alone
    #[arg(long)]
    pub(crate) doubt_services: bool,
    /// What policies in files are used as (default: told from what is in them)
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<Kind>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

/// An organization's id, or the path of a unit.
fn organization(text: &str) -> Result<String, String> {
    let id = text.split('/').next().unwrap_or_default();
    let letters = id.strip_prefix("o-").unwrap_or_default();
    if letters.is_empty() || !letters.bytes().all(|it| it.is_ascii_alphanumeric()) {
        return Err(
            "an id such as o-a1b2c3d4e5, or a path such as o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}
