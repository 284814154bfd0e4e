//! `bartizan iam who-can` and `bartizan iam what-can`: everybody who can do one thing, everything that one can do.

mod compress;
mod text;
mod what;
mod who;
mod wire;

use bartizan_iam::{Context, Decision};

use super::can::given;
use crate::args::iam::reach::ContextArgs;
use crate::exit::Exit;

pub(crate) use what::run as what_can;
pub(crate) use who::run as who_can;

/// The JSON Schema of the answers.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(wire::Reach).to_value()
}

/// Adds what is given about every request.
fn add(given_: &ContextArgs, context: &mut Context) {
    for (key, values) in given(&given_.context) {
        match values.as_slice() {
            [one] => context.set(key, *one),
            many => context.set_many(key, many.iter().copied()),
        }
    }
    for key in &given_.absent {
        context.absent(key);
    }
}

/// Whether a request is allowed, may be allowed, or it is not known; none if it is denied.
fn verdict(decision: &Decision) -> Option<wire::Verdict> {
    Some(match decision {
        Decision::Allowed => wire::Verdict::Certain,
        Decision::Conditional { .. } => wire::Verdict::Conditional,
        Decision::Unknown { .. } => wire::Verdict::Unknown,
        Decision::DeniedExplicitly | Decision::DeniedImplicitly => return None,
    })
}

/// Something certain, nothing, or something that depends or is not known.
fn exit(verdicts: impl Iterator<Item = wire::Verdict>) -> Exit {
    match verdicts.min() {
        Some(wire::Verdict::Certain) => Exit::Clean,
        None => Exit::Findings,
        Some(_) => Exit::Gaps,
    }
}
