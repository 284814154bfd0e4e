//! The one thing that a command writes: in which format, and where.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use bartizan_report::text::Options;
use clap::ValueEnum;

use crate::fault::Fault;
use crate::output;

/// A format and a place.
#[derive(Debug, PartialEq)]
pub(crate) struct Target<F> {
    pub(crate) format: F,
    /// None for standard output.
    file: Option<PathBuf>,
}

impl<F: ValueEnum + PartialEq> Target<F> {
    /// What `--format` and `--output FILE` ask for; `usual` where neither says a format. The file may be written as
    /// `FORMAT=FILE` too, as it is where several reports are asked for. Found to be possible before any work is done.
    pub(crate) fn of(format: Option<F>, output: Option<&str>, usual: F) -> Result<Self, Fault> {
        let Some(output) = output else {
            return Ok(Self {
                format: format.unwrap_or(usual),
                file: None,
            });
        };
        let (named, file) = match output.split_once('=') {
            Some((name, file)) if F::from_str(name, false).is_ok() => {
                (F::from_str(name, false).ok(), Path::new(file))
            }
            _ => (None, Path::new(output)),
        };
        let format = match named.or(format) {
            Some(format) => format,
            None => by_ending(file, usual)?,
        };
        // As elsewhere, `-` is standard output.
        let file = Some(file).filter(|it| *it != Path::new("-"));
        file.map_or(Ok(()), output::check_writable)?;
        Ok(Self {
            format,
            file: file.map(Path::to_owned),
        })
    }

    /// Refuses a format that would garble a terminal.
    pub(crate) fn not_on_a_terminal(&self, binary: F) -> Result<(), Fault> {
        if self.format != binary || self.file.is_some() || !io::stdout().is_terminal() {
            return Ok(());
        }
        Err(
            Fault::unusable("this format is no text and would garble the terminal")
                .hint("name a file: --output FILE"),
        )
    }

    /// Writes it.
    pub(crate) fn write(
        &self,
        write: impl FnOnce(&Options, &mut dyn io::Write) -> io::Result<()>,
    ) -> Result<(), Fault> {
        match &self.file {
            Some(path) => output::save(path, |out| write(&Options::default(), out)),
            None => {
                let options = Options {
                    width: output::width(),
                    colour: output::colour(),
                    ..Options::default()
                };
                output::print(|out| write(&options, out))
            }
        }
    }
}

/// The format that a file's name tells; a file without an ending has the usual one.
fn by_ending<F: ValueEnum>(file: &Path, usual: F) -> Result<F, Fault> {
    let packed = file.extension().is_some_and(|it| it == "zst");
    let name = if packed {
        file.file_stem()
    } else {
        file.file_name()
    };
    let ending = name.and_then(|it| Path::new(it).extension());
    let Some(ending) = ending.and_then(|it| it.to_str()) else {
        return Ok(usual);
    };
    F::from_str(ending, true).map_err(|_| {
        let formats = F::value_variants().iter();
        let names = formats.filter_map(|it| Some(it.to_possible_value()?.get_name().to_owned()));
        let names: Vec<String> = names.collect();
        Fault::unusable(format_args!(
            "the ending of `{}` tells no format",
            file.display()
        ))
        .hint(format_args!("say it with --format: {}", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::args::report::ComplianceFormat as F;

    #[test]
    fn a_file_tells_its_format_unless_somebody_does() {
        let folder = tempfile::tempdir().unwrap();
        let of = |format, name: &str| {
            let (before, name) = name.rsplit_once('=').unwrap_or(("", name));
            let path = folder.path().join(name).display().to_string();
            let equals = if before.is_empty() { "" } else { "=" };
            Target::of(format, Some(&format!("{before}{equals}{path}")), F::Text)
        };
        for (format, name, expected) in [
            (None, "a.html", F::Html),
            (None, "a.XLSX", F::Xlsx),
            (None, "a.md", F::Md),
            (None, "a.json.zst", F::Json),
            (None, "a.txt", F::Text),
            (None, "a", F::Text),
            (Some(F::Csv), "a.html", F::Csv),
            (None, "md=a.html", F::Md),
        ] {
            let target = of(format, name).unwrap();
            assert_eq!(target.format, expected, "{name}");
            let file = target.file.unwrap();
            assert_eq!(file.parent(), Some(folder.path()), "{name}");
        }
        let refused = format!("{:?}", of(None, "a.pdf").err().unwrap());
        assert!(
            refused.contains("tells no format") && refused.contains("text, html, csv"),
            "{refused}"
        );
        assert_eq!(Target::of(None, None, F::Text).unwrap().format, F::Text);
        let printed = Target {
            format: F::Md,
            file: None,
        };
        assert_eq!(Target::of(None, Some("md=-"), F::Text).unwrap(), printed);
    }
}
