//! Requests as the SDK sends them, and what they are.

use bartizan_testkit::identify;
use hyper::{HeaderMap, Method, Uri};

struct Sent<'a> {
    method: Method,
    uri: &'a str,
    signed: &'a str,
    header: Option<(&'static str, &'a str)>,
    body: &'a str,
}

const fn sent<'a>(method: Method, uri: &'a str, signed: &'a str, body: &'a str) -> Sent<'a> {
    Sent {
        method,
        uri,
        signed,
        header: None,
        body,
    }
}

fn with(header: (&'static str, &'static str), it: Sent<'static>) -> Sent<'static> {
    Sent {
        header: Some(header),
        ..it
    }
}

fn target(target: &'static str, signed: &'static str) -> Sent<'static> {
    with(
        ("x-amz-target", target),
        sent(Method::POST, "/", signed, "{}"),
    )
}

fn name_of(it: &Sent<'_>) -> Option<String> {
    let mut headers = HeaderMap::new();
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=AKIA/20260601/{}/aws4_request, SignedHeaders=host",
        it.signed
    );
    headers.insert("authorization", scope.parse().unwrap());
    if let Some((name, value)) = it.header {
        headers.insert(name, value.parse().unwrap());
    }
    let uri: Uri = it.uri.parse().unwrap();
    identify(&it.method, &uri, &headers, it.body.as_bytes()).map(|call| call.name())
}

#[test]
fn requests_are_identified_in_every_protocol() {
    let iam = "eu-west-1/iam";
    let s3 = "eu-west-1/s3";
    let table: Vec<(Sent<'_>, &str)> = vec![
        (
            sent(
                Method::POST,
                "/",
                iam,
                "Action=ListMFADevices&Version=2010-05-08",
            ),
            "IAM.ListMFADevices",
        ),
        (
            sent(
                Method::POST,
                "/",
                "us-east-1/sts",
                "Action=AssumeRole&Version=2011-06-15",
            ),
            "STS.AssumeRole",
        ),
        (
            target("TrentService.GetKeyPolicy", "eu-west-1/kms"),
            "KMS.GetKeyPolicy",
        ),
        (
            target("AmazonSSM.DescribeInstancePatchStates", "eu-west-1/ssm"),
            "SSM.DescribeInstancePatchStates",
        ),
        (
            target("AWSWAF_20190729.ListWebACLs", "us-east-1/wafv2"),
            "WAFV2.ListWebACLs",
        ),
        (
            target("CloudTrail_20131101.DescribeTrails", "eu-west-1/cloudtrail"),
            "CloudTrail.DescribeTrails",
        ),
        (
            target(
                "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListTags",
                "eu-west-1/cloudtrail",
            ),
            "CloudTrail.ListTags",
        ),
        (
            target(
                "AWSOrganizationsV20161128.DescribeOrganization",
                "us-east-1/organizations",
            ),
            "Organizations.DescribeOrganization",
        ),
        (
            sent(
                Method::POST,
                "/getAlternateContact",
                "us-east-1/account",
                r#"{"AlternateContactType":"SECURITY"}"#,
            ),
            "Account.GetAlternateContact",
        ),
        (
            sent(Method::GET, "/analyzer", "eu-west-1/access-analyzer", ""),
            "AccessAnalyzer.ListAnalyzers",
        ),
        (
            sent(Method::GET, "/v20180820/accesspoint", s3, ""),
            "S3 Control.ListAccessPoints",
        ),
        (
            sent(Method::GET, "/v20180820/accesspoint/a", s3, ""),
            "S3 Control.GetAccessPoint",
        ),
        (
            sent(Method::GET, "/v20180820/accesspoint/a/policy", s3, ""),
            "S3 Control.GetAccessPointPolicy",
        ),
        (
            sent(Method::GET, "/v20180820/mrap/instances", s3, ""),
            "S3 Control.ListMultiRegionAccessPoints",
        ),
        (
            sent(Method::GET, "/v20180820/mrap/instances/a/policy", s3, ""),
            "S3 Control.GetMultiRegionAccessPointPolicy",
        ),
        (
            sent(Method::GET, "/ledger?lifecycle", s3, ""),
            "S3.GetBucketLifecycleConfiguration",
        ),
        (
            sent(Method::GET, "/ledger?replication", s3, ""),
            "S3.GetBucketReplication",
        ),
        (
            sent(Method::GET, "/?x-id=ListBuckets", s3, ""),
            "S3.ListBuckets",
        ),
        (sent(Method::GET, "/ledger?acl", s3, ""), "S3.GetBucketAcl"),
        (
            sent(Method::GET, "/ledger?encryption", s3, ""),
            "S3.GetBucketEncryption",
        ),
        (
            sent(Method::GET, "/ledger?location", s3, ""),
            "S3.GetBucketLocation",
        ),
        (
            sent(Method::GET, "/ledger?logging", s3, ""),
            "S3.GetBucketLogging",
        ),
        (
            sent(Method::GET, "/ledger?object-lock", s3, ""),
            "S3.GetObjectLockConfiguration",
        ),
        (
            sent(Method::GET, "/ledger?ownershipControls", s3, ""),
            "S3.GetBucketOwnershipControls",
        ),
        (
            sent(Method::GET, "/ledger?policy", s3, ""),
            "S3.GetBucketPolicy",
        ),
        (
            sent(Method::GET, "/ledger/?publicAccessBlock", s3, ""),
            "S3.GetPublicAccessBlock",
        ),
        (
            sent(Method::GET, "/ledger?tagging", s3, ""),
            "S3.GetBucketTagging",
        ),
        (
            sent(Method::GET, "/ledger?versioning", s3, ""),
            "S3.GetBucketVersioning",
        ),
        (
            with(
                ("host", "ledger.localhost:4566"),
                sent(Method::GET, "/?policy", s3, ""),
            ),
            "S3.GetBucketPolicy",
        ),
        (
            with(
                ("host", "ledger.s3.eu-west-1.amazonaws.com"),
                sent(Method::GET, "/?acl", s3, ""),
            ),
            "S3.GetBucketAcl",
        ),
        (
            sent(Method::PUT, "/ledger?policy", s3, "{}"),
            "S3.PutBucketPolicy",
        ),
        (sent(Method::PUT, "/ledger", s3, ""), "S3.CreateBucket"),
        (
            sent(Method::GET, "/ledger?list-type=2", s3, ""),
            "S3.ListObjectsV2",
        ),
        (sent(Method::GET, "/ledger/acl", s3, ""), "S3.GetObject"),
        (
            with(
                ("x-amz-account-id", "111122223333"),
                sent(
                    Method::GET,
                    "/v20180820/configuration/publicAccessBlock",
                    s3,
                    "",
                ),
            ),
            "S3 Control.GetPublicAccessBlock",
        ),
        (
            sent(Method::POST, "/listRegions", "us-east-1/account", "{}"),
            "Account.ListRegions",
        ),
        (
            sent(
                Method::GET,
                "/2020-05-31/distributionsByWebACLId/arn%3Aaws%3Awafv2",
                "us-east-1/cloudfront",
                "",
            ),
            "CloudFront.ListDistributionsByWebACLId",
        ),
    ];
    for (request, name) in &table {
        assert_eq!(
            name_of(request).as_deref(),
            Some(*name),
            "{} {}",
            request.method,
            request.uri
        );
    }
}

#[test]
fn what_is_no_call_is_not_identified() {
    for request in [
        sent(Method::GET, "/favicon.ico", "eu-west-1/execute-api", ""),
        sent(
            Method::POST,
            "/",
            "eu-west-1/iam",
            "Action=ListUsers&Version=1999-01-01",
        ),
        target("DynamoDB_20120810.ListTables", "eu-west-1/dynamodb"),
    ] {
        assert_eq!(name_of(&request), None, "{}", request.uri);
    }
}

#[test]
fn region_account_and_parameters_are_read() {
    let mut headers = HeaderMap::new();
    let scope = "AWS4-HMAC-SHA256 Credential=ASIA222222222222/20260601/sa-east-1/iam/aws4_request,SignedHeaders=host";
    headers.insert("authorization", scope.parse().unwrap());
    let body = b"Action=GetAccountAuthorizationDetails&Version=2010-05-08&Filter.member.1=Role&MaxItems=7&Marker=a%2Bb";
    let call = identify(&Method::POST, &Uri::from_static("/"), &headers, body).unwrap();
    assert_eq!(call.region.as_deref(), Some("sa-east-1"));
    assert_eq!(call.account.as_deref(), Some("222222222222"));
    assert_eq!(
        (
            call.number("MaxItems"),
            call.text("Marker"),
            call.texts("Filter")
        ),
        (Some(7), "a+b", vec!["Role"])
    );
}
