//! Times as the SDK has them, as the model wants them.

use aws_smithy_types::DateTime;
use bartizan_model::Timestamp;

/// Converts a time; none when it lies outside the years that can be written.
pub(crate) fn timestamp(time: &DateTime) -> Option<Timestamp> {
    // Whole seconds: sub-second digits differ between endpoints and tell an audit nothing.
    Timestamp::from_second(time.secs()).ok()
}
