//! Policy documents as services answer with them.

use bartizan_collect::{Action, Fault};
use bartizan_iam::{InvalidPolicy, PolicyDocument};
use bartizan_model::{Observed, Reason};

/// A document that was read; one that cannot be understood is a gap of the call that gave it.
pub(crate) fn document(
    from: Action,
    parsed: Result<PolicyDocument, InvalidPolicy>,
) -> Observed<PolicyDocument> {
    parsed
        .map_err(|_| Fault::new(Reason::Malformed, None).gap(&from))
        .into()
}
