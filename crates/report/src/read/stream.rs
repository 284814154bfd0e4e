//! A report's members, in whatever order they stand; its findings one by one.

use std::io::{self, BufRead};
use std::path::Path;

use bartizan_finding::{Audited, Finding, GapEntry, RuleProse, Summary, WaiverUse};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::pieces::{PieceFault, Pieces, Place};
use super::{ReportFault, io_fault, wire};
use crate::json::v1::REPORT_FORMAT;

/// How many bytes one finding may have: as many as a line of a snapshot.
const FINDING: usize = bartizan_model::LONGEST_LINE;

/// How many bytes all rules, all waivers or all gaps may have.
const MEMBER: usize = 32 << 20;

/// Everything of a report but its findings.
#[derive(Debug)]
pub struct Head {
    /// What was looked at, and when.
    pub audited: Audited,
    /// Counts over the findings; those by outcome and severity were counted again.
    pub summary: Summary,
    /// The rules that judged.
    pub rules: Vec<RuleProse>,
    /// The rules that were switched off, by id.
    pub switched_off: Vec<String>,
    /// The waivers, and what became of each.
    pub waivers: Vec<WaiverUse>,
    /// Everything that could not be read.
    pub gaps: Vec<GapEntry>,
}

/// Who takes the findings.
type Visit<'v> = &'v mut dyn FnMut(Finding) -> io::Result<()>;

/// Reads a whole report.
pub(super) fn read(
    name: &Path,
    input: Box<dyn BufRead + Send>,
    visit: Visit<'_>,
) -> Result<Head, ReportFault> {
    let mut reader = Reader {
        pieces: Pieces::new(input),
        counted: Summary::new(),
        parts: Parts::default(),
    };
    match reader.members(visit) {
        Ok(()) => reader.finish(name),
        Err(fault) => Err(reader.explain(name, fault)),
    }
}

/// The members that were there.
#[derive(Default)]
struct Parts {
    format: Option<String>,
    audited: Option<wire::Audited>,
    summary: Option<wire::Summary>,
    rules: Option<Vec<wire::Rule>>,
    switched_off: Option<Vec<String>>,
    waivers: Option<Vec<wire::WaiverUse>>,
    gaps: Option<Vec<wire::GapEntry>>,
    findings: Option<()>,
    /// `runs`, which SARIF has.
    runs: bool,
    /// `record`, which every line of NDJSON begins with.
    record: bool,
}

struct Reader {
    pieces: Pieces,
    counted: Summary,
    parts: Parts,
}

/// Why reading ended early.
enum Early {
    Piece(PieceFault),
    /// The error of whoever takes the findings.
    Refused(io::Error),
}

impl<T: Into<PieceFault>> From<T> for Early {
    fn from(fault: T) -> Self {
        Self::Piece(fault.into())
    }
}

impl Reader {
    fn members(&mut self, visit: Visit<'_>) -> Result<(), Early> {
        self.pieces.expect(b'{')?;
        let mut first = true;
        while self.pieces.more(first, b'}')? {
            first = false;
            let key: String = self.pieces.take(MEMBER)?;
            self.pieces.expect(b':')?;
            self.member(&key, visit)?;
        }
        match self.pieces.peek()? {
            None => Ok(()),
            Some(_) => Err(self.pieces.wrong("trailing characters").into()),
        }
    }

    fn member(&mut self, key: &str, visit: Visit<'_>) -> Result<(), Early> {
        let (pieces, parts) = (&mut self.pieces, &mut self.parts);
        match key {
            "format" => {
                once(&mut parts.format, key, pieces)?;
                // Nobody has to go through all of something else.
                if parts.format.as_deref() != Some(REPORT_FORMAT) {
                    return Err(self.pieces.wrong("another format").into());
                }
            }
            "audited" => once(&mut parts.audited, key, pieces)?,
            "summary" => once(&mut parts.summary, key, pieces)?,
            "rules" => once(&mut parts.rules, key, pieces)?,
            "switched_off" => once(&mut parts.switched_off, key, pieces)?,
            "waivers" => once(&mut parts.waivers, key, pieces)?,
            "gaps" => once(&mut parts.gaps, key, pieces)?,
            "findings" if parts.findings.is_some() => return Err(twice(key, pieces.place()).into()),
            "findings" => {
                parts.findings = Some(());
                self.findings(visit)?;
            }
            other => {
                parts.runs |= other == "runs";
                parts.record |= other == "record" && parts.format.is_none();
                pieces.take::<IgnoredAny>(MEMBER)?;
            }
        }
        Ok(())
    }

    fn findings(&mut self, visit: Visit<'_>) -> Result<(), Early> {
        self.pieces.expect(b'[')?;
        let mut first = true;
        while self.pieces.more(first, b']')? {
            first = false;
            let finding: wire::Finding = self.pieces.take(FINDING)?;
            let finding = Finding::try_from(finding)
                .map_err(|detail| PieceFault::Wrong(self.pieces.place(), detail.to_owned()))?;
            self.counted.count(&finding);
            visit(finding).map_err(Early::Refused)?;
        }
        Ok(())
    }

    /// What the file is, where it is no report.
    fn stranger(&self, name: &Path) -> Option<ReportFault> {
        let path = name.to_owned();
        let detail = match self.parts.format.as_deref() {
            // It names the format of reports too, and would be refused as one that was changed.
            Some(REPORT_FORMAT) if self.parts.record => {
                "it is a report in NDJSON, for other programs".to_owned()
            }
            Some(REPORT_FORMAT) => return None,
            Some(found) if found.starts_with("bartizan.report/") => {
                let found = found.to_owned();
                return Some(ReportFault::Version { path, found });
            }
            Some(found) if found.starts_with("bartizan.snapshot/") => {
                return Some(ReportFault::Snapshot { path });
            }
            Some(found) => format!("its format is `{found}`"),
            None if self.parts.runs => "it looks like SARIF".to_owned(),
            None => "it is JSON without a `format`".to_owned(),
        };
        Some(ReportFault::NotAReport { path, detail })
    }

    /// What to say of reading that ended early.
    fn explain(self, name: &Path, fault: Early) -> ReportFault {
        let (place, detail) = match fault {
            Early::Refused(fault) => return ReportFault::Aside(fault),
            Early::Piece(PieceFault::Io(fault)) => return io_fault(name, fault),
            Early::Piece(PieceFault::Wrong(place, detail)) => (place, detail),
            Early::Piece(PieceFault::Long(place)) => {
                let (one, list) = (FINDING >> 20, MEMBER >> 20);
                let most =
                    format!("a finding of more than {one} MiB, or a list of more than {list} MiB");
                (place, most)
            }
        };
        // Findings may come before the format that would tell what they are.
        let told = self.parts.findings.is_none() || self.parts.format.is_some();
        if told && let Some(stranger) = self.stranger(name) {
            return stranger;
        }
        ReportFault::Damaged {
            path: name.to_owned(),
            place: place.to_string(),
            detail,
        }
    }

    /// The report without its findings, once all of it was read.
    fn finish(self, name: &Path) -> Result<Head, ReportFault> {
        if let Some(stranger) = self.stranger(name) {
            return Err(stranger);
        }
        let damaged = |place: &str, detail: String| ReportFault::Damaged {
            path: name.to_owned(),
            place: place.to_owned(),
            detail,
        };
        let missing = |member| damaged("is not whole", format!("it has no `{member}`"));
        let parts = self.parts;
        parts.findings.ok_or_else(|| missing("findings"))?;
        let summary: Summary = parts.summary.ok_or_else(|| missing("summary"))?.into();
        // How many resources were judged cannot be told from findings: those of a gap stand for no resource.
        let counted = Summary {
            resources: summary.resources,
            ..self.counted
        };
        if summary != counted {
            // A report from which findings were taken would pass for one in which nothing failed.
            let [said, found] = [&summary, &counted].map(spelled);
            let detail = format!("it counts {said}, but of findings there are {found}");
            return Err(damaged("`summary`", detail));
        }
        let rules = parts.rules.ok_or_else(|| missing("rules"))?;
        let waivers = parts.waivers.ok_or_else(|| missing("waivers"))?;
        let gaps = parts.gaps.ok_or_else(|| missing("gaps"))?;
        Ok(Head {
            audited: parts.audited.ok_or_else(|| missing("audited"))?.into(),
            summary,
            rules: rules.into_iter().map(RuleProse::from).collect(),
            switched_off: parts.switched_off.ok_or_else(|| missing("switched_off"))?,
            waivers: waivers.into_iter().map(WaiverUse::from).collect(),
            gaps: gaps.into_iter().map(GapEntry::from).collect(),
        })
    }
}

fn once<T: DeserializeOwned>(
    slot: &mut Option<T>,
    key: &str,
    pieces: &mut Pieces,
) -> Result<(), PieceFault> {
    if slot.replace(pieces.take(MEMBER)?).is_some() {
        return Err(twice(key, pieces.place()));
    }
    Ok(())
}

fn twice(key: &str, place: Place) -> PieceFault {
    PieceFault::Wrong(place, format!("`{key}` stands twice"))
}

fn spelled(it: &Summary) -> String {
    let worst_first = it.fail_by_severity.iter().rev();
    let severities = worst_first.map(|(severity, count)| format!("{count} {}", severity.name()));
    let Summary {
        fail,
        pass,
        unknown,
        waived,
        ..
    } = it;
    format!(
        "{fail} failed ({}), {pass} passed, {unknown} unknown, {waived} waived",
        severities.collect::<Vec<_>>().join(", ")
    )
}
