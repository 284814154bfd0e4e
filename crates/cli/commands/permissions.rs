//! `bartizan permissions`: what the credentials must be allowed.

use crate::args::PermissionsTarget;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Prints the policy.
pub(crate) fn run(target: &PermissionsTarget) -> Result<Exit, Fault> {
    match target {
        PermissionsTarget::Aws => output::print_json(&bartizan_aws::permissions())?,
    }
    Ok(Exit::Clean)
}
