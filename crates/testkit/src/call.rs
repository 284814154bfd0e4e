//! One call of an AWS API, as an endpoint sees it.

use serde_json::{Map, Value};

/// A request, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The service as the Rust SDK names it: `IAM`, `S3 Control`, `WAFV2`.
    pub service: &'static str,
    /// The operation as the Rust SDK names it: `ListMFADevices`.
    pub operation: String,
    /// The region that the request was signed for.
    pub region: Option<String>,
    /// The account, when the request tells: from an access key that this endpoint made, a twelve-digit
    /// access key (moto's custom), or the header of S3 Control.
    pub account: Option<String>,
    /// What was asked for: the form, the JSON body, or the path and query.
    pub params: Map<String, Value>,
}

/// How a service speaks, which decides what its errors look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Form in, XML out: IAM, STS.
    Query,
    /// JSON with the operation in a header: KMS, SSM, WAFV2, CloudTrail, Organizations.
    Json,
    /// REST with XML whose errors have no wrapper: S3.
    S3,
    /// REST with XML: S3 Control, CloudFront.
    RestXml,
    /// REST with JSON: Account, Access Analyzer.
    RestJson,
}

impl Call {
    /// How its service speaks.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        match self.service {
            "KMS" | "SSM" | "WAFV2" | "CloudTrail" | "Organizations" => Protocol::Json,
            "S3" => Protocol::S3,
            "S3 Control" | "CloudFront" => Protocol::RestXml,
            "Account" | "AccessAnalyzer" => Protocol::RestJson,
            _ => Protocol::Query,
        }
    }

    /// A parameter that is a text; empty when it is missing.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.params
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A parameter that is a number, in a form or in JSON.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        match self.params.get(name)? {
            Value::String(text) => text.parse().ok(),
            value => usize::try_from(value.as_u64()?).ok(),
        }
    }

    /// A parameter that is a list of texts: a JSON array, or `Name.member.1`, … in a form.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<&str> {
        if let Some(Value::Array(values)) = self.params.get(name) {
            return values.iter().filter_map(Value::as_str).collect();
        }
        let prefix = format!("{name}.member.");
        self.params
            .iter()
            .filter(|(key, _)| key.starts_with(&prefix))
            .filter_map(|(_, value)| value.as_str())
            .collect()
    }

    /// `IAM.ListMFADevices`: what counts are kept by.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.service, self.operation)
    }
}
