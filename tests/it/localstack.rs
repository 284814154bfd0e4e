//! LocalStack 4.14 in host mode: what it serves is audited, what it lacks is said.

use std::collections::BTreeMap;

use bartizan_testkit::{Faults, Proxy};

use crate::flawed;
use crate::live::{Audited, REGIONS, against, collect, emulator, lines, text};

#[test]
fn what_localstack_serves_is_judged_as_it_was_seeded() {
    let Some(localstack) = emulator("localstack") else {
        return;
    };
    let audited = Audited::seeded(&localstack);
    flawed::check(&audited, &[flawed::BOTH, flawed::LOCALSTACK]);
    assert_eq!(audited.ran.code, Some(1));
}

#[test]
fn everything_that_was_seeded_is_in_the_snapshot() {
    let Some(localstack) = emulator("localstack") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    collect(&localstack, &file, &REGIONS);
    let mut counts = BTreeMap::<String, usize>::new();
    for line in lines(&file) {
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        *counts.entry(text(&line["type"])).or_default() += 1;
    }
    // As localstack/flawed/ lists it. Policies are the company's, and five of AWS's that are attached.
    for (kind, count) in [
        ("aws.account", 1),
        ("aws.region", 2),
        ("aws.iam.user", 14),
        ("aws.iam.group", 8),
        ("aws.iam.role", 36),
        ("aws.iam.policy", 36),
        ("aws.iam.oidc_provider", 3),
        ("aws.iam.saml_provider", 3),
        ("aws.iam.server_certificate", 3),
        ("aws.kms.key", 30),
        ("aws.s3.access_point", 6),
        ("aws.s3.bucket", 37),
        ("aws.s3.multi_region_access_point", 3),
        ("aws.ssm.document", 3),
        ("aws.ssm.parameter", 8),
        ("aws.ssm.patch_baseline", 7),
        ("aws.ssm.patch_group", 7),
        ("aws.ssm.maintenance_window", 5),
    ] {
        assert_eq!(counts.get(kind), Some(&count), "{kind}: {counts:?}");
    }
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        !text.contains("example,only"),
        "no parameter's value is kept"
    );
}

#[test]
fn what_localstack_lacks_is_a_gap_and_not_a_retry_storm() {
    let Some(localstack) = emulator("localstack") else {
        return;
    };
    let counted = Proxy::start(&localstack, Faults::none(), None).unwrap();
    let ran = against(&counted.url(), &[&["audit", "aws"], &REGIONS[..]].concat());
    let stats = counted.stats();
    assert_eq!(
        stats.count("CloudTrail", "DescribeTrails"),
        2,
        "one for each region"
    );
    assert_eq!(
        stats.count("WAFV2", "ListWebACLs"),
        3,
        "and one for CloudFront"
    );
    // Thirteen for each bucket, and nothing is asked for twice.
    assert!(stats.total() < 900, "{}", stats.total());
    assert_eq!(stats.repeats, Vec::<String>::new());
    let (_, rest) = ran
        .stdout
        .split_once("aws-wafv2-web-acl-without-logging\n")
        .unwrap();
    let (rule, _) = rest.split_once("\n\naws-").unwrap();
    insta::assert_snapshot!(rule, @"
    Web ACL without logging

      outcome  resource                 region     what
      ──────────────────────────────────────────────────────────────────────────────
      unknown  every aws.wafv2.web_acl  global     wafv2:ListWebACLs: not supported
                                                   by the endpoint
      unknown  every aws.wafv2.web_acl  eu-west-1  wafv2:ListWebACLs: not supported
                                                   by the endpoint
      unknown  every aws.wafv2.web_acl  us-east-1  wafv2:ListWebACLs: not supported
                                                   by the endpoint

      more  bartizan explain aws-wafv2-web-acl-without-logging
    ");
    let (_, rest) = ran.stdout.split_once("Gaps · ").unwrap();
    let (gaps, _) = rest.split_once("\nSummary").unwrap();
    insta::assert_snapshot!(gaps, @"
    could not be read, so unknown and not passed

      call                    where      why                 missing
      ──────────────────────────────────────────────────────────────────────────────
      cloudtrail:DescribeTra  eu-west-1  not supported by    some or all
      ils                     us-east-1  the endpoint        aws.cloudtrail.trail
                                         InternalFailure
      cloudtrail:ListEventDa  eu-west-1  not supported by    some or all aws.cloudt
      taStores                us-east-1  the endpoint        rail.event_data_store
                                         InternalFailure
      ssm:DescribeInstanceIn  eu-west-1  not supported by    some or all
      formation               us-east-1  the endpoint        aws.ssm.instance
                                         InternalFailure     some or all
                                                             aws.ssm.patch_baseline
      ssm:ListComplianceSumm  eu-west-1  not supported by    some or all aws.ssm.co
      aries                   us-east-1  the endpoint        mpliance_summary
                                         InternalFailure
      wafv2:ListWebACLs       3 regions  not supported by    some or all
                                         the endpoint        aws.wafv2.web_acl
                                         InternalFailure
      access-analyzer:ListAn  eu-west-1  not supported by    part of 2 resources
      alyzers                 us-east-1  the endpoint
                                         InternalFailure
      account:GetAlternateCo  global     not supported by    part of 1 resource
      ntact                              the endpoint
                                         InternalFailure
      account:ListRegions     3 regions  not supported by    part of 3 resources
                                         the endpoint
                                         InternalFailure
      iam:ListSAMLProviderTa  global     not supported by    part of 3 resources
      gs                                 the endpoint
                                         InternalFailure
      iam:ListServerCertific  global     not supported by    part of 3 resources
      ateTags                            the endpoint
                                         InternalFailure
      organizations:Describe  global     not supported by    part of 1 resource
      Organization                       the endpoint
                                         InternalFailure
      ssm:GetServiceSetting   eu-west-1  not supported by    part of 2 resources
                              us-east-1  the endpoint
                                         InternalFailure
      ssm:ListTagsForResourc  us-east-1  the service failed  part of 7 resources
      e                                  InvalidResourceId
    ");
}
