//! How it is concluded: a rule's METADATA, the facts computed for it, its Rego, and its examples.
//!
//! A rule judges one resource; the engine iterates. Start at [`RuleSet`] (understands and
//! compiles rules), [`judge`] (holds them against snapshots), [`FACTS`] (what Rust computes
//! for them), [`Frameworks`] (which standards ask for them) and [`cases`] (runs their examples).

mod ast;
pub mod cases;
mod compile;
mod depth;
mod facts;
mod fault;
mod frameworks;
mod judge;
mod limits;
mod memo;
mod metadata;
mod nesting;
mod program;
mod rule;
mod set;
mod settings;
mod source;
mod survey;
mod value;
mod vm;

// regorus takes this crate without its features: here they are, so that `\d` is known and patterns run fast.
use regex as _;

pub use facts::{FACTS, Fact};
pub use fault::{RuleFault, RuleProblem, nearest};
pub use frameworks::{FrameworkFault, FrameworkProblem, Frameworks, read_framework};
pub use judge::{JudgeFault, judge};
pub use limits::Limits;
pub use metadata::{Custom, Metadata};
pub use rule::Rule;
pub use set::RuleSet;
pub use settings::{Declared, RuleSettings, SettingFault, Settings};
pub use source::{LoadFault, Source, load_dir};
