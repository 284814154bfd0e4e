//! Whom AWS turns to about the account.

use aws_sdk_account::types::AlternateContactType;
use bartizan_model::Observed;

use super::{ACTIONS, GET_ALTERNATE_CONTACT};
use crate::fault::sent;
use crate::kit::{AwsCx, client};

/// The kinds of contact, in the order in which the model keeps them.
const KINDS: [AlternateContactType; 3] = [
    AlternateContactType::Billing,
    AlternateContactType::Operations,
    AlternateContactType::Security,
];

/// The kinds of alternate contacts that are registered. Names and numbers are read and dropped.
pub(super) async fn alternate(cx: &AwsCx) -> Observed<Vec<String>> {
    let account = client!(aws_sdk_account, cx, ACTIONS);
    let mut registered = Vec::new();
    for kind in KINDS {
        let answer = cx
            .ask(GET_ALTERNATE_CONTACT, || {
                // Naming the account, even itself, would need a permission of the organization's.
                let call = account.get_alternate_contact();
                sent(call.alternate_contact_type(kind.clone()).send())
            })
            .await;
        match answer {
            Observed::Known(_) => registered.push(kind.to_string()),
            Observed::Absent => {}
            // Where one kind cannot be asked for, the others cannot either.
            Observed::Unknown(gap) => return Observed::Unknown(gap),
        }
    }
    Observed::Known(registered)
}
