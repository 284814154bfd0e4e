//! The reports of one run: each in its format, in a file or on standard output.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use bartizan_finding::Audit;
use bartizan_report::{Format, UnknownFormat, plain, text};

use crate::args::outputs::OutputArgs;
use crate::fault::{Fault, say};
use crate::{frameworks, output};

/// Where and how to say it; found to be possible before any work is done.
pub(crate) struct Outputs(Vec<Output>);

/// One report.
struct Output {
    format: Format,
    /// None for standard output.
    file: Option<PathBuf>,
}

impl Outputs {
    /// What was asked for; text on standard output when nothing was. Nothing is written over `kept`.
    pub(crate) fn of<'a>(
        args: &OutputArgs,
        kept: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<Self, Fault> {
        let said = args.output.iter().map(|text| Output::parse(text));
        let mut all = said.collect::<Result<Vec<_>, _>>()?;
        if args.format.is_some() || all.is_empty() {
            all.push(Output {
                format: args.format.unwrap_or(Format::Text),
                file: None,
            });
        }
        let outputs = Self(all);
        outputs.check()?;
        for kept in kept {
            let mut files = outputs.files();
            if let Some(file) = files.find(|it| output::same_file(it, kept)) {
                let file = file.display();
                let message = format!("`{file}` would take the place of what it is made from");
                return Err(Fault::unusable(message).hint("name another file"));
            }
        }
        Ok(outputs)
    }

    /// Finds out what cannot be done.
    fn check(&self) -> Result<(), Fault> {
        let mut printed = self.0.iter().filter(|it| it.file.is_none());
        if let (Some(one), Some(other)) = (printed.next(), printed.next()) {
            let (one, other) = (one.format, other.format);
            return Err(Fault::unusable(format_args!(
                "`{one}` and `{other}` would both go to standard output"
            ))
            .hint(format_args!("name a file: --output {other}=FILE")));
        }
        for (place, output) in self.0.iter().enumerate() {
            match &output.file {
                Some(path) => {
                    let mut later = self.0.iter().skip(place + 1);
                    let same = |it: &Output| {
                        let file = it.file.as_ref();
                        file.is_some_and(|file| output::same_file(file, path))
                    };
                    if later.any(same) {
                        let path = path.display();
                        return Err(Fault::unusable(format_args!("`{path}` is named twice"))
                            .hint("give each report a file of its own"));
                    }
                    output::check_writable(path)?;
                }
                None if output.format.is_binary() && io::stdout().is_terminal() => {
                    let format = output.format;
                    let message = format!("`{format}` is no text and would garble the terminal");
                    let hint = format!("name a file: --output {format}=FILE");
                    return Err(Fault::unusable(message).hint(hint));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.iter().filter_map(|it| it.file.as_ref())
    }

    /// Says in a line what was found, where nothing of it was said on standard output.
    pub(crate) fn sum_up(&self, audit: &Audit) {
        if self.files().count() == self.0.len() {
            say(&plain(&text::in_numbers(audit)));
        }
    }

    /// Says it everywhere, in the order in which it was asked for.
    pub(crate) fn write(&self, audit: &Audit) -> Result<(), Fault> {
        self.0.iter().try_for_each(|output| output.write(audit))
    }
}

impl Output {
    /// `FORMAT`, or `FORMAT=FILE`; the file `-` is standard output.
    fn parse(text: &str) -> Result<Self, Fault> {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let format = name
            .parse()
            .map_err(|fault| no_such_format(fault, file.unwrap_or(name)))?;
        if file == Some("") {
            return Err(Fault::unusable(format_args!("`{text}` names no file"))
                .hint(format_args!("name one after the `=`: --output {name}=FILE")));
        }
        let file = file.filter(|file| *file != "-").map(PathBuf::from);
        Ok(Self { format, file })
    }

    fn write(&self, audit: &Audit) -> Result<(), Fault> {
        let Some(path) = &self.file else {
            let options = text::Options {
                width: output::width(),
                colour: output::colour(),
                ..text::Options::default()
            };
            return output::print(|out| emit(self.format, audit, &options, out));
        };
        let options = text::Options::default();
        output::save(path, |out| emit(self.format, audit, &options, out))
    }
}

/// Writes one report; some formats say which requirements of the standards that ship ask for a rule.
fn emit(
    format: Format,
    audit: &Audit,
    options: &text::Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if !matches!(format, Format::Html | Format::Ocsf | Format::Asff) {
        return bartizan_report::write(format, audit, &[], options, out);
    }
    let frameworks = frameworks::builtin()
        .map_err(|_| io::Error::other("the standards that ship cannot be read"))?;
    bartizan_report::write(format, audit, frameworks.list(), options, out)
}

/// What to say of a name that no format has: it may be misspelt, or a file's name without a format before it.
fn no_such_format(fault: UnknownFormat, file: &str) -> Fault {
    let hint = match fault.nearest {
        Some(format) if looks_like_a_file(&fault.name) => {
            format!("name the format too: --output {format}={file}")
        }
        Some(format) => format!("did you mean `{format}`?"),
        None if looks_like_a_file(&fault.name) => {
            format!("name the format too: --output json={file}")
        }
        None => {
            let names: Vec<_> = Format::ALL.iter().map(|it| it.name()).collect();
            format!("formats are {}", names.join(", "))
        }
    };
    Fault::unusable(fault).hint(hint)
}

fn looks_like_a_file(name: &str) -> bool {
    name.contains(['/', '\\']) || Path::new(name).extension().is_some()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn told(output: &[&str], format: Option<Format>) -> Result<Outputs, String> {
        let output = output.iter().map(|it| (*it).to_owned()).collect();
        Outputs::of(&OutputArgs { format, output }, []).map_err(|fault| format!("{fault:?}"))
    }

    #[test]
    fn text_goes_to_standard_output_unless_something_else_is_asked_for() {
        let formats = |output: &[&str], format| -> Vec<_> {
            let all = told(output, format).unwrap().0;
            all.into_iter()
                .map(|it| (it.format, it.file.is_some()))
                .collect()
        };
        assert_eq!(formats(&[], None), [(Format::Text, false)]);
        assert_eq!(formats(&[], Some(Format::Json)), [(Format::Json, false)]);
        assert_eq!(formats(&["sarif=a=b.sarif"], None), [(Format::Sarif, true)]);
        assert_eq!(formats(&["csv=-"], None), [(Format::Csv, false)]);
        assert_eq!(
            formats(&["json=a.json"], Some(Format::Text)),
            [(Format::Json, true), (Format::Text, false)]
        );
    }

    #[test]
    fn what_cannot_be_done_is_told_with_a_way_out() {
        for (output, expected) in [
            (&["report.json"][..], "--output json=report.json"),
            (&["out/all.zst"], "--output json=out/all.zst"),
            (&["sarfi=x"], "did you mean `sarif`?"),
            (&["postscript"], "formats are text, json"),
            (&["json="], "names no file"),
            (&["json=a", "csv=a"], "named twice"),
            (&["json=a", "csv=./a"], "named twice"),
            (&["json", "csv"], "both go to standard output"),
        ] {
            let fault = told(output, None).err().unwrap();
            assert!(fault.contains(expected), "{fault}");
        }
    }
}
