//! Which operation a request is.

use hyper::header::{AUTHORIZATION, HOST};
use hyper::{HeaderMap, Method, Uri};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::call::Call;

/// The operation, service, region and account of a request; none when it is no call of a service known here.
///
/// Nothing is verified: not the signature, and not that the operation exists.
#[must_use]
pub fn identify(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Option<Call> {
    let signed = Signed::of(headers);
    let (service, operation, params) = json(headers, body)
        .or_else(|| control(method, uri, headers))
        .or_else(|| rest(method, uri, &signed, body))
        .or_else(|| s3(method, uri, headers, &signed))
        .or_else(|| query(uri, &signed, body))?;
    let account = text_header(headers, "x-amz-account-id")
        .map(str::to_owned)
        .or_else(|| signed.account());
    Some(Call {
        service,
        operation,
        region: signed.region.map(str::to_owned),
        account,
        params,
    })
}

type Found = Option<(&'static str, String, Map<String, Value>)>;

/// The credential scope: `Credential=KEY/20260101/us-east-1/iam/aws4_request`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>
#[derive(Default)]
struct Signed<'a> {
    key: Option<&'a str>,
    region: Option<&'a str>,
    service: Option<&'a str>,
}

impl<'a> Signed<'a> {
    fn of(headers: &'a HeaderMap) -> Self {
        let scope = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once("Credential="))
            .and_then(|(_, rest)| rest.split([',', ' ']).next());
        let Some(scope) = scope else {
            return Self::default();
        };
        let mut parts = scope.split('/');
        let key = parts.next();
        let mut parts = parts.skip(1);
        Self {
            key,
            region: parts.next(),
            service: parts.next(),
        }
    }

    /// The account that is written into the access key: `ASIA` and twelve digits, or twelve digits.
    fn account(&self) -> Option<String> {
        let key = self.key?;
        let digits = key.strip_prefix("ASIA").unwrap_or(key);
        (digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.to_owned())
    }
}

fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// awsJson: the header names shape and operation, `TrentService.ListKeys`.
fn json(headers: &HeaderMap, body: &[u8]) -> Found {
    let (shape, operation) = text_header(headers, "x-amz-target")?.rsplit_once('.')?;
    let service = match shape {
        "TrentService" => "KMS",
        "AmazonSSM" => "SSM",
        "AWSWAF_20190729" => "WAFV2",
        "AWSOrganizationsV20161128" => "Organizations",
        _ if shape.contains("CloudTrail_20131101") => "CloudTrail",
        _ => return None,
    };
    Some((service, operation.to_owned(), object(body)))
}

fn object(body: &[u8]) -> Map<String, Value> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn control(method: &Method, uri: &Uri, headers: &HeaderMap) -> Found {
    let path = uri.path().strip_prefix("/v20180820/")?;
    let mut params = query_params(uri);
    let parts: Vec<_> = path.split('/').collect();
    let (operation, name) = match (method.as_str(), &parts[..]) {
        ("GET", ["configuration", "publicAccessBlock"]) => ("GetPublicAccessBlock", None),
        ("PUT", ["configuration", "publicAccessBlock"]) => ("PutPublicAccessBlock", None),
        ("DELETE", ["configuration", "publicAccessBlock"]) => ("DeletePublicAccessBlock", None),
        ("GET", ["accesspoint"]) => ("ListAccessPoints", None),
        ("GET", ["accesspoint", name]) => ("GetAccessPoint", Some(name)),
        ("GET", ["accesspoint", name, "policy"]) => ("GetAccessPointPolicy", Some(name)),
        ("GET", ["mrap", "instances"]) => ("ListMultiRegionAccessPoints", None),
        ("GET", ["mrap", "instances", name, "policy"]) => {
            ("GetMultiRegionAccessPointPolicy", Some(name))
        }
        _ => ("", None),
    };
    if let Some(name) = name {
        params.insert("Name".to_owned(), decoded(name).into());
    }
    if let Some(account) = text_header(headers, "x-amz-account-id") {
        params.insert("AccountId".to_owned(), account.into());
    }
    let operation = match operation {
        "" => format!("{method} {path}"),
        known => known.to_owned(),
    };
    Some(("S3 Control", operation, params))
}

fn rest(method: &Method, uri: &Uri, signed: &Signed<'_>, body: &[u8]) -> Found {
    let path = uri.path();
    match signed.service {
        Some("account") => {
            let name = path.trim_start_matches('/');
            let mut letters = name.chars();
            let operation = letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str());
            Some(("Account", operation.unwrap_or_default(), object(body)))
        }
        Some("access-analyzer") => {
            let operation = match (method.as_str(), path) {
                ("GET", "/analyzer") => "ListAnalyzers".to_owned(),
                _ => format!("{method} {path}"),
            };
            Some(("AccessAnalyzer", operation, query_params(uri)))
        }
        Some("cloudfront") => {
            let rest = path.strip_prefix("/2020-05-31/").unwrap_or(path);
            let mut params = query_params(uri);
            let operation = match (method.as_str(), rest.split_once('/')) {
                ("GET", Some(("distributionsByWebACLId", id))) => {
                    params.insert("WebACLId".to_owned(), decoded(id).into());
                    "ListDistributionsByWebACLId".to_owned()
                }
                ("GET", None) if rest == "distribution" => "ListDistributions".to_owned(),
                _ => format!("{method} {rest}"),
            };
            Some(("CloudFront", operation, params))
        }
        _ => None,
    }
}

fn query(uri: &Uri, signed: &Signed<'_>, body: &[u8]) -> Found {
    let mut params: Map<String, Value> = pairs(body);
    if params.is_empty() {
        params = query_params(uri);
    }
    let operation = params.get("Action")?.as_str()?.to_owned();
    // The version tells the service also when nothing is signed, as with AssumeRoleWithWebIdentity.
    let service = match (
        params.get("Version").and_then(Value::as_str),
        signed.service,
    ) {
        (Some("2011-06-15"), _) | (None, Some("sts")) => "STS",
        (Some("2010-05-08"), _) | (None, Some("iam")) => "IAM",
        _ => return None,
    };
    Some((service, operation, params))
}

fn pairs(text: &[u8]) -> Map<String, Value> {
    form_urlencoded::parse(text)
        .map(|(key, value)| (key.into_owned(), value.into_owned().into()))
        .collect()
}

fn query_params(uri: &Uri) -> Map<String, Value> {
    pairs(uri.query().unwrap_or_default().as_bytes())
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The sub-resources of a bucket and the operations that read and write them.
const SUB_RESOURCES: &[(&str, &str)] = &[
    ("acl", "BucketAcl"),
    ("encryption", "BucketEncryption"),
    ("lifecycle", "BucketLifecycleConfiguration"),
    ("location", "BucketLocation"),
    ("logging", "BucketLogging"),
    ("object-lock", "ObjectLockConfiguration"),
    ("ownershipControls", "BucketOwnershipControls"),
    ("policy", "BucketPolicy"),
    ("policyStatus", "BucketPolicyStatus"),
    ("publicAccessBlock", "PublicAccessBlock"),
    ("replication", "BucketReplication"),
    ("tagging", "BucketTagging"),
    ("versioning", "BucketVersioning"),
];

fn s3(method: &Method, uri: &Uri, headers: &HeaderMap, signed: &Signed<'_>) -> Found {
    if signed.service? != "s3" {
        return None;
    }
    let mut params = query_params(uri);
    let path = uri.path().trim_start_matches('/');
    let host = text_header(headers, HOST.as_str()).or_else(|| uri.host());
    let (bucket, key) = match virtual_bucket(host.unwrap_or_default()) {
        Some(bucket) => (bucket, path),
        None => path.split_once('/').unwrap_or((path, "")),
    };
    let operation = if bucket.is_empty() {
        if method == Method::GET {
            "ListBuckets".to_owned()
        } else {
            format!("{method} /")
        }
    } else {
        params.insert("Bucket".to_owned(), decoded(bucket).into());
        bucket_operation(method, key, &params)
    };
    Some(("S3", operation, params))
}

fn bucket_operation(method: &Method, key: &str, params: &Map<String, Value>) -> String {
    let verb = match *method {
        Method::GET => "Get",
        Method::PUT => "Put",
        Method::DELETE => "Delete",
        Method::HEAD => "Head",
        _ => "Post",
    };
    let sub = SUB_RESOURCES
        .iter()
        .find(|(name, _)| params.contains_key(*name));
    match (sub, verb, key.is_empty()) {
        (Some((_, thing)), _, true) => format!("{verb}{thing}"),
        (None, "Get", true) if params.contains_key("list-type") => "ListObjectsV2".to_owned(),
        (None, "Get", true) => "ListObjects".to_owned(),
        (None, "Put", true) => "CreateBucket".to_owned(),
        (None, _, true) => format!("{verb}Bucket"),
        (_, _, false) => format!("{verb}Object"),
    }
}

/// The bucket in a host such as `payments.localhost:4566` or `payments.s3.eu-west-1.amazonaws.com`.
fn virtual_bucket(host: &str) -> Option<&str> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if let Some(bucket) = name.strip_suffix(".localhost") {
        return Some(bucket);
    }
    let (bucket, _) = name.strip_suffix(".amazonaws.com")?.split_once(".s3")?;
    Some(bucket)
}
