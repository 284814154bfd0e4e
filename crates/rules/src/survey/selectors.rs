//! What a trail's event selectors come to.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_model::aws::cloudtrail::{EventSelector, EventSelectors};

/// How much of something is recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Extent {
    /// Nothing of it.
    #[default]
    None,
    /// A part.
    Some,
    /// All of it.
    All,
}

impl Extent {
    /// Its name in facts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Some => "some",
            Self::All => "all",
        }
    }
}

/// What a trail records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// Management events that read.
    pub(crate) management_reads: bool,
    /// Management events that write.
    pub(crate) management_writes: bool,
    /// Sources whose management events no selector records.
    pub(crate) excluded_sources: BTreeSet<String>,
    /// Reads of S3 objects.
    pub(crate) s3_reads: Extent,
    /// Writes of S3 objects.
    pub(crate) s3_writes: Extent,
    /// Calls of Lambda functions.
    pub(crate) lambda: Extent,
}

impl Recorded {
    /// Which management events are recorded: `all`, `read`, `write` or `none`.
    pub(crate) fn management(&self) -> &'static str {
        match (self.management_reads, self.management_writes) {
            (true, true) => "all",
            (true, false) => "read",
            (false, true) => "write",
            (false, false) => "none",
        }
    }

    /// What selectors record together.
    /// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html>
    pub(crate) fn of(selectors: &EventSelectors) -> Self {
        let mut recorded = Self::default();
        // A source is left out when every selector leaves it out.
        let mut excluded: Option<BTreeSet<String>> = None;
        for selector in &selectors.classic {
            recorded.classic(selector, &mut excluded);
        }
        for selector in &selectors.advanced {
            recorded.advanced(&selector.fields, &mut excluded);
        }
        recorded.excluded_sources = excluded.unwrap_or_default();
        recorded
    }

    fn classic(&mut self, selector: &EventSelector, excluded: &mut Option<BTreeSet<String>>) {
        let (reads, writes) = match selector.read_write.as_str() {
            "ReadOnly" => (true, false),
            "WriteOnly" => (false, true),
            _ => (true, true),
        };
        if selector.management_events {
            self.add_management(reads, writes, selector.excluded_sources.iter(), excluded);
        }
        for (kind, prefixes) in &selector.data_resources {
            let all = prefixes.iter().any(|prefix| is_all(prefix));
            let extent = if all { Extent::All } else { Extent::Some };
            self.data(kind, extent, reads, writes);
        }
    }

    fn advanced(
        &mut self,
        fields: &BTreeMap<String, BTreeMap<String, Vec<String>>>,
        excluded: &mut Option<BTreeSet<String>>,
    ) {
        let equals = |field: &str| fields.get(field).and_then(|it| it.get("equals"));
        let is = |field: &str, value: &str| {
            equals(field).is_some_and(|values| values.iter().any(|it| it == value))
        };
        let reads = !is("readOnly", "false");
        let writes = !is("readOnly", "true");
        if is("eventCategory", "Management") {
            let known = ["eventCategory", "readOnly", "eventSource"];
            let narrowed = fields.keys().any(|field| !known.contains(&field.as_str()));
            let source = fields.get("eventSource");
            let only_left_out =
                source.is_none_or(|it| it.keys().all(|operator| operator == "not_equals"));
            // What records some management events only is not what is asked for.
            if !narrowed && only_left_out {
                let left_out = source.and_then(|it| it.get("not_equals"));
                self.add_management(reads, writes, left_out.into_iter().flatten(), excluded);
            }
        } else if is("eventCategory", "Data") {
            let known = ["eventCategory", "readOnly", "resources.type"];
            let narrowed = fields.keys().any(|field| !known.contains(&field.as_str()));
            let extent = if narrowed { Extent::Some } else { Extent::All };
            for kind in equals("resources.type").into_iter().flatten() {
                self.data(kind, extent, reads, writes);
            }
        }
    }

    fn add_management<'a>(
        &mut self,
        reads: bool,
        writes: bool,
        left_out: impl Iterator<Item = &'a String>,
        excluded: &mut Option<BTreeSet<String>>,
    ) {
        self.management_reads |= reads;
        self.management_writes |= writes;
        let left_out: BTreeSet<String> = left_out.cloned().collect();
        *excluded = Some(match excluded.take() {
            None => left_out,
            Some(before) => before.intersection(&left_out).cloned().collect(),
        });
    }

    fn data(&mut self, kind: &str, extent: Extent, reads: bool, writes: bool) {
        match kind {
            "AWS::S3::Object" => {
                if reads {
                    self.s3_reads = self.s3_reads.max(extent);
                }
                if writes {
                    self.s3_writes = self.s3_writes.max(extent);
                }
            }
            "AWS::Lambda::Function" => self.lambda = self.lambda.max(extent),
            _ => {}
        }
    }
}

/// Whether an ARN prefix is that of every bucket or every function.
fn is_all(prefix: &str) -> bool {
    let service = prefix.splitn(3, ':').nth(2).unwrap_or_default();
    matches!(service.trim_end_matches(':'), "s3" | "lambda")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn recorded(json: &str) -> Recorded {
        Recorded::of(&serde_json::from_str(json).unwrap())
    }

    fn classic(json: &str) -> Recorded {
        recorded(&format!(r#"{{"classic": [{json}], "advanced": []}}"#))
    }

    fn advanced(fields: &str) -> Recorded {
        recorded(&format!(
            r#"{{"classic": [], "advanced": [{{"name": null, "fields": {{{fields}}}}}]}}"#
        ))
    }

    #[test]
    fn classic_selectors() {
        let all = classic(
            r#"{"read_write": "All", "management_events": true, "excluded_sources": ["kms.amazonaws.com"],
                "data_resources": {"AWS::S3::Object": ["arn:aws:s3"], "AWS::Lambda::Function": ["arn:aws:lambda:eu-west-1:1:function:x"]}}"#,
        );
        assert_eq!(all.management(), "all");
        assert_eq!(all.excluded_sources.len(), 1);
        assert_eq!((all.s3_reads, all.s3_writes), (Extent::All, Extent::All));
        assert_eq!(all.lambda, Extent::Some);
        let halves = classic(
            r#"{"read_write": "ReadOnly", "management_events": true, "excluded_sources": ["kms.amazonaws.com"], "data_resources": {}},
               {"read_write": "WriteOnly", "management_events": true, "excluded_sources": [],
                "data_resources": {"AWS::S3::Object": ["arn:aws:s3:::ledger/"]}}"#,
        );
        assert_eq!(halves.management(), "all");
        assert!(halves.excluded_sources.is_empty(), "one of them records it");
        assert_eq!(
            (halves.s3_reads, halves.s3_writes),
            (Extent::None, Extent::Some)
        );
    }

    #[test]
    fn advanced_selectors() {
        let writes = advanced(
            r#""eventCategory": {"equals": ["Management"]}, "readOnly": {"equals": ["false"]},
               "eventSource": {"not_equals": ["rdsdata.amazonaws.com"]}"#,
        );
        assert_eq!(writes.management(), "write");
        assert!(writes.excluded_sources.contains("rdsdata.amazonaws.com"));
        let part = advanced(
            r#""eventCategory": {"equals": ["Management"]}, "eventName": {"equals": ["ConsoleLogin"]}"#,
        );
        assert_eq!(part.management(), "none");
        let objects = advanced(
            r#""eventCategory": {"equals": ["Data"]}, "resources.type": {"equals": ["AWS::S3::Object"]}"#,
        );
        assert_eq!(
            (objects.s3_reads, objects.s3_writes),
            (Extent::All, Extent::All)
        );
        let some = advanced(
            r#""eventCategory": {"equals": ["Data"]}, "resources.type": {"equals": ["AWS::S3::Object"]},
               "resources.ARN": {"starts_with": ["arn:aws:s3:::ledger/"]}, "readOnly": {"equals": ["true"]}"#,
        );
        assert_eq!(
            (some.s3_reads, some.s3_writes),
            (Extent::Some, Extent::None)
        );
    }
}
