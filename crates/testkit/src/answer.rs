//! Answers and errors in the five protocols.

use serde_json::{Value, json};

use crate::call::{Call, Protocol};

/// An HTTP answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// An error with the code that the service would use.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: u16,
    code: String,
    message: String,
    headers: Vec<(String, String)>,
}

/// What became of a call: the answer, or the error that its protocol dresses.
pub(crate) type Served = Result<Answer, Refusal>;

impl Answer {
    pub(crate) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.into(),
        }
    }

    pub(crate) fn json(body: &Value) -> Self {
        Self::new(200, "application/x-amz-json-1.1", body.to_string())
    }

    /// XML of a REST service, with its declaration.
    pub(crate) fn xml(body: &str) -> Self {
        Self::new(
            200,
            "application/xml",
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}"),
        )
    }

    /// The envelope of IAM and STS around a result.
    pub(crate) fn query(call: &Call, result: &str) -> Self {
        let name = &call.operation;
        let namespace = namespace(call);
        Self::new(
            200,
            "text/xml",
            format!(
                "<{name}Response xmlns=\"{namespace}\"><{name}Result>{result}</{name}Result>\
                 <ResponseMetadata><RequestId>{REQUEST}</RequestId></ResponseMetadata></{name}Response>"
            ),
        )
    }
}

const REQUEST: &str = "00000000-0000-4000-8000-000000000000";

fn namespace(call: &Call) -> &'static str {
    match call.service {
        "STS" => "https://sts.amazonaws.com/doc/2011-06-15/",
        "S3 Control" => "http://awss3control.amazonaws.com/doc/2018-08-20/",
        "CloudFront" => "http://cloudfront.amazonaws.com/doc/2020-05-31/",
        _ => "https://iam.amazonaws.com/doc/2010-05-08/",
    }
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            headers: Vec::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What a service says that does not know the call; emulators answer so too.
    pub(crate) fn not_implemented(call: &Call) -> Self {
        Self::new(
            501,
            "NotImplemented",
            format!("{} is not served here", call.name()),
        )
    }

    /// What a principal hears that lacks the permission.
    pub(crate) fn denied(call: &Call) -> Self {
        let message = format!(
            "User: arn:aws:sts::111122223333:assumed-role/auditor/it is not authorized to perform: {}",
            call.name()
        );
        match call.protocol() {
            Protocol::Json => Self::new(400, "AccessDeniedException", message),
            Protocol::RestJson => Self::new(403, "AccessDeniedException", message),
            _ => Self::new(403, "AccessDenied", message),
        }
    }

    /// What a caller hears that is too fast.
    pub(crate) fn throttled(call: &Call) -> Self {
        match call.protocol() {
            Protocol::Json => Self::new(400, "ThrottlingException", "Rate exceeded"),
            Protocol::RestJson => Self::new(429, "TooManyRequestsException", "Rate exceeded"),
            Protocol::S3 => Self::new(503, "SlowDown", "Please reduce your request rate."),
            _ if call.service == "S3 Control" => {
                Self::new(503, "SlowDown", "Please reduce your request rate.")
            }
            _ => Self::new(400, "Throttling", "Rate exceeded"),
        }
    }

    /// What a caller hears whose session has ended.
    pub(crate) fn expired(call: &Call) -> Self {
        let message = "The security token included in the request is expired";
        match call.protocol() {
            Protocol::Json => Self::new(400, "ExpiredTokenException", message),
            Protocol::RestJson => Self::new(403, "ExpiredTokenException", message),
            Protocol::S3 => Self::new(400, "ExpiredToken", "The provided token has expired."),
            _ => Self::new(403, "ExpiredToken", message),
        }
    }

    /// The error as its protocol writes it.
    pub(crate) fn dress(self, call: &Call) -> Answer {
        let Self {
            status,
            code,
            message,
            headers,
        } = self;
        let escaped = escape(&message);
        let fault = if status < 500 { "Sender" } else { "Receiver" };
        let mut answer = match call.protocol() {
            Protocol::Json => Answer::new(
                status,
                "application/x-amz-json-1.1",
                json!({"__type": code, "message": message}).to_string(),
            ),
            Protocol::RestJson => Answer::new(
                status,
                "application/json",
                json!({"message": message}).to_string(),
            ),
            Protocol::S3 => Answer::new(
                status,
                "application/xml",
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{escaped}</Message>\
                     <RequestId>{REQUEST}</RequestId><HostId>fake</HostId></Error>"
                ),
            ),
            Protocol::Query | Protocol::RestXml => Answer::new(
                status,
                "text/xml",
                format!(
                    "<ErrorResponse xmlns=\"{}\"><Error><Type>{fault}</Type><Code>{code}</Code>\
                     <Message>{escaped}</Message></Error><RequestId>{REQUEST}</RequestId></ErrorResponse>",
                    namespace(call)
                ),
            ),
        };
        if call.protocol() == Protocol::RestJson {
            answer.headers.push(("x-amzn-errortype".to_owned(), code));
        }
        answer.headers.extend(headers);
        answer
    }
}

/// A text as XML content.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
