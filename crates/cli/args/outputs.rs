//! Arguments of every command that says what was found.

use bartizan_report::Format;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};

/// How to say it, and where.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Say it on standard output in this format (default: text)
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    pub(crate) format: Option<Format>,
    /// Say it in a format of --format, in a file; may be given several times: --output text --output json=FILE
    #[arg(long, value_name = "FORMAT[=FILE]", value_hint = ValueHint::FilePath)]
    pub(crate) output: Vec<String>,
}

/// The formats as the library names them.
fn format() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|it| {
        PossibleValue::new(it.name())
            .aliases(it.alias())
            .help(it.purpose())
    });
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Format>())
}
