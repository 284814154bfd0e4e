//! A report's members, in whatever order they stand; its findings one by one.

use std::fmt;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use bartizan_finding::{Audited, Finding, GapEntry, RuleProse, Summary, WaiverUse};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::bounded::{Allowance, Bounded, FINDING, MEMBER};
use super::{ReportFault, io_fault, wire};
use crate::json::v1::REPORT_FORMAT;

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
    let allowance = Allowance::default();
    allowance.renew(MEMBER);
    let bounded = Bounded {
        input,
        allowance: allowance.clone(),
    };
    let mut reader = Reader {
        allowance,
        visit,
        refused: None,
        counted: Summary::new(),
        parts: Parts::default(),
    };
    let buffered = BufReader::with_capacity(1 << 16, bounded);
    let mut parser = serde_json::Deserializer::from_reader(buffered);
    let read = parser
        .deserialize_map(&mut reader)
        .and_then(|()| parser.end());
    match read {
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
}

struct Reader<'v> {
    allowance: Allowance,
    visit: Visit<'v>,
    /// The error of `visit`.
    refused: Option<io::Error>,
    counted: Summary,
    parts: Parts,
}

impl<'de> Visitor<'de> for &mut Reader<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.allowance.renew(MEMBER);
            let parts = &mut self.parts;
            match key.as_str() {
                "format" => {
                    once(&mut parts.format, "format", &mut map)?;
                    // Nobody has to go through all of something else.
                    if parts.format.as_deref() != Some(REPORT_FORMAT) {
                        return Err(Error::custom("another format"));
                    }
                }
                "audited" => once(&mut parts.audited, "audited", &mut map)?,
                "summary" => once(&mut parts.summary, "summary", &mut map)?,
                "rules" => once(&mut parts.rules, "rules", &mut map)?,
                "switched_off" => once(&mut parts.switched_off, "switched_off", &mut map)?,
                "waivers" => once(&mut parts.waivers, "waivers", &mut map)?,
                "gaps" => once(&mut parts.gaps, "gaps", &mut map)?,
                "findings" if parts.findings.is_some() => return Err(twice("findings")),
                "findings" => {
                    parts.findings = Some(());
                    map.next_value_seed(Elements(self))?;
                }
                other => {
                    parts.runs |= other == "runs";
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

fn once<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    key: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if slot.replace(map.next_value()?).is_some() {
        return Err(twice(key));
    }
    Ok(())
}

fn twice<E: Error>(key: &str) -> E {
    E::custom(format_args!("`{key}` stands twice"))
}

/// The list of findings.
struct Elements<'r, 'v>(&'r mut Reader<'v>);

impl<'de> DeserializeSeed<'de> for Elements<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self(reader) = self;
        reader.allowance.renew(FINDING);
        while let Some(finding) = seq.next_element::<wire::Finding>()? {
            reader.allowance.renew(FINDING);
            let finding = Finding::try_from(finding).map_err(Error::custom)?;
            reader.counted.count(&finding);
            if let Err(fault) = (reader.visit)(finding) {
                reader.refused = Some(fault);
                return Err(Error::custom("refused"));
            }
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// What the file is, where it is no report.
    fn stranger(&self, name: &Path) -> Option<ReportFault> {
        let path = name.to_owned();
        let detail = match self.parts.format.as_deref() {
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

    /// Why reading ended early.
    fn explain(mut self, name: &Path, fault: serde_json::Error) -> ReportFault {
        if let Some(refused) = self.refused.take() {
            return ReportFault::Aside(refused);
        }
        let spent = self.allowance.is_spent();
        if fault.is_io() && !spent {
            return io_fault(name, fault.into());
        }
        // Findings may come before the format that would tell what they are.
        let begun = self.parts.findings.is_some();
        if !begun && let Some(stranger) = self.stranger(name) {
            return stranger;
        }
        let place = format!("line {} column {}", fault.line(), fault.column());
        let detail = if spent {
            let (one, list) = (FINDING >> 20, MEMBER >> 20);
            format!("a finding of more than {one} MiB, or a list of more than {list} MiB")
        } else {
            let text = fault.to_string();
            let brief = text.strip_suffix(&format!(" at {place}"));
            brief.unwrap_or(&text).to_owned()
        };
        ReportFault::Damaged {
            path: name.to_owned(),
            place,
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
