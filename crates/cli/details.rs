//! Mistakes in what a user wrote, each drawn where it stands.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

/// Every mistake is worth telling, but not a screen for each of a thousand.
const SHOWN: usize = 20;

/// Draws mistakes for [`Fault::details`](crate::fault::Fault::details).
pub(crate) fn drawn<D: Diagnostic>(faults: &[D]) -> String {
    // Without colour: the text that is pointed at may hold anything, and is made plain line by line.
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_links(false);
    let more = faults.len().saturating_sub(SHOWN);
    let mut details = String::new();
    for fault in faults.iter().take(SHOWN) {
        // Writing to a string cannot fail; a fault that cannot be drawn is still said.
        if handler.render_report(&mut details, fault).is_err() {
            details.push_str(&format!("{fault}\n"));
        }
    }
    if more > 0 {
        details.push_str(&format!("… and {more} more\n"));
    }
    details
}

/// A number of things: `1 mistake`, `2 mistakes`.
pub(crate) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
