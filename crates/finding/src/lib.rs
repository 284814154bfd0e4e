//! What was concluded: outcomes, findings, and the audit that they belong to.
//!
//! Data sits inside the variant that needs it, so a finding that passed cannot carry a message.

mod audit;
mod finding;
mod framework;
mod plain;
mod spool;
mod waiver;

pub use audit::{Audit, Audited, AuditedAccount, GapEntry, RuleProse, Summary};
pub use finding::{Finding, Outcome, ResourceRef, Severity, Violation, WaiverId, fingerprint};
pub use framework::{Answer, Framework, Requirement, stands_under};
pub use plain::{deceives, plain, shorten};
pub use spool::{Findings, Spool};
pub use waiver::{Pattern, Waiver, WaiverState, WaiverUse, Waivers};
