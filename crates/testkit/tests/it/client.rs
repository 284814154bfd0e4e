//! Just enough HTTP to see answers byte for byte, cut ones too.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    /// The text between the first `<name>` and `</name>`.
    pub(crate) fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        Some(rest.split_once(&format!("</{name}>"))?.0)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self
            .head
            .lines()
            .find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim())
    }
}

/// A request to be sent.
#[derive(Clone)]
pub(crate) struct Ask {
    method: &'static str,
    path: String,
    scope: (&'static str, String),
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Ask {
    /// A call of IAM or STS: `Action` and the rest of the form.
    pub(crate) fn query(action: &str, rest: &[(&str, &str)]) -> Self {
        let sts = matches!(action, "AssumeRole" | "GetCallerIdentity");
        let version = if sts { "2011-06-15" } else { "2010-05-08" };
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", action)
            .append_pair("Version", version)
            .extend_pairs(rest);
        Self::new("POST", "/", if sts { "sts" } else { "iam" }, "us-east-1").body(&form.finish())
    }

    /// A call of a JSON service.
    pub(crate) fn json(target: &str, region: &str, body: &serde_json::Value) -> Self {
        let service = match target.split_once('.').unwrap().0 {
            "TrentService" => "kms",
            "AmazonSSM" => "ssm",
            "AWSWAF_20190729" => "wafv2",
            _ => "cloudtrail",
        };
        Self::new("POST", "/", service, region)
            .header("x-amz-target", target)
            .body(&body.to_string())
    }

    /// A GET of S3.
    pub(crate) fn s3(path: &str, region: &str) -> Self {
        Self::new("GET", path, "s3", region)
    }

    pub(crate) fn new(
        method: &'static str,
        path: &str,
        service: &'static str,
        region: &str,
    ) -> Self {
        let scope = (service, region.to_owned());
        Self {
            method,
            path: path.to_owned(),
            scope,
            headers: Vec::new(),
            body: String::new(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self
    }

    /// Sends it and reads until the other side closes; none when no byte comes within half a second.
    pub(crate) fn try_send(&self, address: SocketAddr) -> Option<Seen> {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(500)))
            .unwrap();
        let (service, region) = &self.scope;
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\nAuthorization: \
             AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260601/{region}/{service}/aws4_request, SignedHeaders=host, \
             Signature=0\r\n",
            self.method,
            self.path,
            self.body.len()
        );
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        stream
            .write_all(format!("{text}\r\n{}", self.body).as_bytes())
            .unwrap();
        let mut answer = Vec::new();
        if let Err(fault) = stream.read_to_end(&mut answer) {
            assert!(
                matches!(fault.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                "{fault}"
            );
            return None;
        }
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Some(Seen {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    pub(crate) fn send(&self, address: SocketAddr) -> Seen {
        self.try_send(address).unwrap()
    }
}
