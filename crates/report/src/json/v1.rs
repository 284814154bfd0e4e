//! `bartizan.report/1`: types of its own, since the wire format is a promise and the internal types are not.
//!
//! Every member is always there (an empty list is `[]`, what does not apply is `null`), so that a
//! reader need not guess; only `waiver` is left out of findings that no waiver concerns. Each rule's
//! prose stands once, in `rules`, and each finding on a line of its own. Members may be added in
//! this version of the format; none is removed or changes its meaning.

pub(crate) mod wire;

use std::io;

use bartizan_finding::Audit;
use schemars::generate::SchemaSettings;

use super::visible::write_visible;
use wire::{Finding, Report};

/// The name of the format.
pub const REPORT_FORMAT: &str = "bartizan.report/1";

/// Writes an audit as `bartizan.report/1`. Findings are streamed and never all in memory.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let mut head = Vec::new();
    write_visible(&mut head, &Report::without_findings(audit))?;
    // `findings` is the last member and empty here: the list is opened, filled and closed by hand.
    let open = head
        .strip_suffix(b"]}")
        .ok_or_else(|| io::Error::other("the report does not end with a list"))?;
    out.write_all(open)?;
    let mut line = Vec::new();
    let mut between: &[u8] = b"\n";
    audit.findings.each(|finding| {
        line.clear();
        line.extend_from_slice(between);
        between = b",\n";
        write_visible(&mut line, &Finding::from(&finding))?;
        out.write_all(&line)
    })?;
    out.write_all(b"\n]}\n")
}

/// What [`write`] writes, but for the findings: their list is empty.
pub(crate) fn without_findings(audit: &Audit) -> impl serde::Serialize + '_ {
    Report::without_findings(audit)
}

/// The JSON Schema (draft 2020-12) of what [`write`] writes.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings
        .into_generator()
        .into_root_schema_for::<Report<'static>>()
        .to_value()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::sample;

    fn report(audit: &Audit) -> String {
        let mut out = Vec::new();
        write(audit, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_report_says_all_of_it() {
        insta::assert_snapshot!(report(&sample::audit()), @r#"
        {"format":"bartizan.report/1","tool":{"name":"bartizan","version":"0.1.0"},"audited":{"provider":"aws","accounts":[{"id":"111122223333","alias":"acme-pay"}],"regions":["eu-central-1","us-east-1"],"services":["iam","kms","s3"],"started_at":"2026-11-22T16:00:00Z","finished_at":"2026-11-22T16:01:30Z"},"summary":{"resources":6,"by_outcome":{"fail":2,"pass":1,"unknown":2,"waived":1},"by_severity":{"low":0,"medium":0,"high":1,"critical":1}},"rules":[{"id":"aws-iam-user-console-without-mfa","title":"IAM user can sign in with a password alone","severity":"high","service":"iam","resource":"aws.iam.user","reads":["console_password","mfa_devices"],"why":"One mistake is enough to lose the money of customers.","remediation":"Open the console, find the resource, and change the one setting that the title names; then run the audit again and see that it passes.","references":["https://docs.aws.amazon.com/"]},{"id":"aws-kms-key-without-rotation","title":"KMS key does not rotate","severity":"medium","service":"kms","resource":"aws.kms.key","reads":["rotation"],"why":"One mistake is enough to lose the money of customers.","remediation":"Open the console, find the resource, and change the one setting that the title names; then run the audit again and see that it passes.","references":["https://docs.aws.amazon.com/"]},{"id":"aws-s3-bucket-open-by-acl","title":"Bucket is open to strangers through its ACL","severity":"critical","service":"s3","resource":"aws.s3.bucket","reads":["acl"],"why":"One mistake is enough to lose the money of customers.","remediation":"Open the console, find the resource, and change the one setting that the title names; then run the audit again and see that it passes.","references":["https://docs.aws.amazon.com/"]}],"switched_off":["aws-wafv2-web-acl-without-logging"],"waivers":[{"id":"aws-iam-* user/break-glass 111122223333","rule":"aws-iam-*","resource":"user/break-glass","account":"111122223333","reason":"kept in a sealed envelope","until":"2027-01-31","state":"holds","findings":1},{"id":"aws-iam-* user/evil* 111122223333","rule":"aws-iam-*","resource":"user/evil*","account":"111122223333","reason":"kept in a sealed envelope","until":"2027-01-31","state":"expired","findings":0}],"gaps":[{"action":"kms:GetKeyRotationStatus","account":"111122223333","region":"eu-central-1","reason":"access-denied","code":null,"resources":3,"hides":[]},{"action":"kms:GetKeyRotationStatus","account":"111122223333","region":"us-east-1","reason":"access-denied","code":null,"resources":1,"hides":[]},{"action":"wafv2:ListWebACLs","account":"111122223333","region":"eu-central-1","reason":"timeout","code":null,"resources":0,"hides":["aws.wafv2.web_acl"]}],"findings":[
        {"id":"c1b6c4c3d415f341825a3f62b64e8487","rule":"aws-iam-user-console-without-mfa","severity":"high","outcome":"fail","resource":{"id":"arn:aws:iam::111122223333:user/ana","type":"aws.iam.user","name":"ana","account":"111122223333","region":null,"tags":{"team":"payments"}},"violations":[{"message":"has a console password and no MFA device","evidence":{}}],"gaps":[]},
        {"id":"a464f0a280d40b1db6ac48079415cc4f","rule":"aws-iam-user-console-without-mfa","severity":"high","outcome":"pass","resource":{"id":"arn:aws:iam::111122223333:user/ben","type":"aws.iam.user","name":"ben","account":"111122223333","region":null,"tags":{"team":"payments"}},"violations":[],"gaps":[]},
        {"id":"8c870e9a98483276194b6f58b2bbba63","rule":"aws-iam-user-console-without-mfa","severity":"high","outcome":"unknown","resource":{"id":"arn:aws:iam::111122223333:user/evil\u001b[2J\u202e","type":"aws.iam.user","name":"evil\u001b[2J\u202e","account":"111122223333","region":null,"tags":{"team":"payments"}},"violations":[],"gaps":[{"action":"iam:ListMFADevices","reason":"throttled","code":null}]},
        {"id":"42daa0548fb450847f343df6578cb392","rule":"aws-iam-user-console-without-mfa","severity":"high","outcome":"waived","resource":{"id":"arn:aws:iam::111122223333:user/break-glass","type":"aws.iam.user","name":"break-glass","account":"111122223333","region":null,"tags":{"team":"payments"}},"violations":[{"message":"has a console password and no MFA device","evidence":{}}],"gaps":[],"waiver":{"id":"aws-iam-* user/break-glass 111122223333","until":"2027-01-31","reason":"kept in a sealed envelope"}},
        {"id":"efd541a7cf6102f42d62c5c999042e50","rule":"aws-kms-key-without-rotation","severity":"medium","outcome":"unknown","resource":{"id":"arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","type":"aws.kms.key","name":"alias/payments","account":"111122223333","region":"eu-central-1","tags":{"team":"payments"}},"violations":[],"gaps":[{"action":"kms:GetKeyRotationStatus","reason":"access-denied","code":null}]},
        {"id":"527aabaccf334d9d5c41e8a30199eaec","rule":"aws-s3-bucket-open-by-acl","severity":"critical","outcome":"fail","resource":{"id":"arn:aws:s3:::analytics-exports-for-partners-eu-central-1","type":"aws.s3.bucket","name":"analytics-exports-for-partners-eu-central-1","account":"111122223333","region":"eu-central-1","tags":{"team":"payments"}},"violations":[{"message":"grants READ to everyone on the internet","evidence":{}},{"message":"grants WRITE to every AWS account","evidence":{}}],"gaps":[]}
        ]}
        "#);
    }

    #[test]
    fn the_report_follows_its_schema_and_the_schema_forbids_more() {
        let schema = jsonschema::validator_for(&schema()).unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&report(&sample::audit())).unwrap();
        let faults: Vec<_> = schema
            .iter_errors(&value)
            .map(|fault| fault.to_string())
            .collect();
        assert_eq!(faults, Vec::<String>::new());
        value["findings"][0]["surprise"] = true.into();
        assert!(!schema.is_valid(&value));
        value["findings"][0]
            .as_object_mut()
            .unwrap()
            .remove("surprise");
        value["findings"][0]
            .as_object_mut()
            .unwrap()
            .remove("resource");
        assert!(!schema.is_valid(&value));
    }

    #[test]
    fn an_audit_without_findings_is_a_report_too() {
        let text = report(&sample::of(&[]));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["findings"], serde_json::json!([]));
    }

    #[test]
    fn a_passing_finding_stays_below_600_bytes() {
        let text = report(&sample::audit());
        let passing: Vec<_> = text
            .lines()
            .filter(|line| line.contains(r#""outcome":"pass""#))
            .collect();
        assert!(!passing.is_empty());
        for line in passing {
            assert!(line.len() < 600, "{} bytes: {line}", line.len());
        }
    }
}
