//! The formats, their names, and what each is good for.

use std::fmt;
use std::str::FromStr;

/// A way to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a person.
    Text,
    /// For a program: `bartizan.report/1`.
    Json,
    /// For a log store: a JSON object a line.
    Ndjson,
    /// Compliance Findings of the Open Cybersecurity Schema Framework.
    Ocsf,
    /// What is wrong, as its Detection Findings.
    OcsfDetection,
    /// Requests to AWS Security Hub, in the AWS Security Finding Format.
    Asff,
    /// For code scanning.
    Sarif,
    /// A table of values.
    Csv,
    /// A workbook.
    Xlsx,
    /// For a comment on a pull request.
    Markdown,
    /// A page to search, in one file.
    Html,
    /// For the test page of a build server.
    Junit,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: &[Self] = &[
        Self::Text,
        Self::Json,
        Self::Ndjson,
        Self::Csv,
        Self::Xlsx,
        Self::Html,
        Self::Markdown,
        Self::Sarif,
        Self::Junit,
        Self::Ocsf,
        Self::OcsfDetection,
        Self::Asff,
    ];

    /// Its name, as it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Ocsf => "ocsf",
            Self::OcsfDetection => "ocsf-detection",
            Self::Asff => "asff",
            Self::Sarif => "sarif",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Junit => "junit",
        }
    }

    /// Another name, by which compliance tables and files call it.
    #[must_use]
    pub fn alias(self) -> Option<&'static str> {
        (self == Self::Markdown).then_some("md")
    }

    /// What it is good for, in a few words.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Text => "For a person",
            Self::Json => "For a program: bartizan.report/1",
            Self::Ndjson => "For a log store: a JSON object a line",
            Self::Ocsf => "For a SIEM or Security Lake: OCSF Compliance Findings, one a line",
            Self::OcsfDetection => "What is wrong or unknown, as OCSF Detection Findings",
            Self::Asff => "For AWS Security Hub: a BatchImportFindings request a line",
            Self::Sarif => "For code scanning: SARIF 2.1.0, without what passed",
            Self::Csv => "For a spreadsheet or a database",
            Self::Xlsx => "For Excel; needs a file",
            Self::Markdown => "For a comment on a pull request",
            Self::Html => "For a person: one page to search, filter and print",
            Self::Junit => "For the test page of a build server",
        }
    }

    /// Whether it is no text, so that it must not reach a terminal.
    #[must_use]
    pub fn is_binary(self) -> bool {
        self == Self::Xlsx
    }

    /// The endings of file names that this format usually has, apart from its name.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt"],
            Self::Ndjson => &["jsonl"],
            Self::Markdown => &["md"],
            Self::Html => &["htm"],
            Self::Junit => &["xml"],
            _ => &[],
        }
    }

    /// The format that somebody may have meant: by the ending of a file name, or by a name that is near.
    #[must_use]
    pub fn nearest(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        let ending = text.rsplit_once('.').map_or(text.as_str(), |it| it.1);
        // Prowler says `json-ocsf` and `json-asff`.
        let ending = ending.strip_prefix("json-").unwrap_or(ending);
        let ends = |it: &&Self| it.name() == ending || it.endings().contains(&ending);
        if let Some(format) = Self::ALL.iter().find(ends) {
            return Some(*format);
        }
        let near = Self::ALL
            .iter()
            .map(|it| (strsim::damerau_levenshtein(it.name(), &text), *it))
            .min_by_key(|(distance, _)| *distance)?;
        (near.0 <= 2).then_some(near.1)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A name that no format has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format `{name}`")]
pub struct UnknownFormat {
    /// The name.
    pub name: String,
    /// The format that was probably meant.
    pub nearest: Option<Format>,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let named = |it: &&Self| it.name() == name || it.alias() == Some(name);
        let found = Self::ALL.iter().find(named);
        found.copied().ok_or_else(|| UnknownFormat {
            name: name.to_owned(),
            nearest: Self::nearest(name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(*format));
        }
    }

    #[test]
    fn what_was_probably_meant_is_told() {
        let nearest = |text: &str| text.parse::<Format>().err().and_then(|it| it.nearest);
        assert_eq!(nearest("sariff"), Some(Format::Sarif));
        assert_eq!(nearest("report.json"), Some(Format::Json));
        assert_eq!(nearest("out/Findings.JSONL"), Some(Format::Ndjson));
        assert_eq!(nearest("report.md"), Some(Format::Markdown));
        assert_eq!("md".parse(), Ok(Format::Markdown));
        assert_eq!(nearest("json-asff"), Some(Format::Asff));
        assert_eq!(nearest("JSON"), Some(Format::Json));
        assert_eq!(nearest("postscript"), None);
        assert_eq!(nearest(""), None);
    }
}
