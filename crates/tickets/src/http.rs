//! HTTP as all trackers need it: bounded, patient, and careful with tokens.

mod answer;
mod pace;

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Method, Url};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until};

use crate::fault::Fault;
pub(crate) use answer::Answer;

pub use pace::Patience;

/// A token. It is never shown: not by `{:?}`, not in an error.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A token as it stood in the environment.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self(token)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How a call says whose it is.
#[derive(Debug, Clone)]
pub enum Auth {
    /// `Authorization: Bearer …`, with the name of the variable that the token came from.
    Bearer(Secret, String),
    /// `Authorization: Basic …` of a user and a token, with the name of the token's variable.
    Basic(String, Secret, String),
    /// Nothing: for a webhook whose address is the secret.
    None,
}

/// Whether an address may be used: `https`, or `http` on this machine.
///
/// # Errors
/// When it may not, with the reason.
pub fn check_url(text: &str) -> Result<Url, Fault> {
    let refuse = |why| Fault::Address {
        url: bartizan_finding::shorten(text, 200),
        why,
    };
    let url = Url::parse(text).map_err(|_| refuse("it is no URL"))?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not `text` again: it holds the secret.
        return Err(Fault::Address {
            url: url.host_str().unwrap_or_default().to_owned(),
            why: "it holds a user or a password",
        });
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if local(&url) => Ok(url),
        "http" => Err(refuse("a token must not travel unencrypted")),
        _ => Err(refuse("it is not https")),
    }
}

fn local(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// One tracker's address, with the token for it.
pub struct Client {
    http: reqwest::Client,
    base: Url,
    host: String,
    tracker: &'static str,
    patience: Patience,
    /// When the next change may be sent.
    next: Mutex<Instant>,
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// Segments of the path below the base; each is escaped.
    pub(crate) path: &'a [&'a str],
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) body: Option<Value>,
    pub(crate) headers: &'a [(&'static str, String)],
    /// Whether doing it twice is the same as doing it once.
    pub(crate) repeatable: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a [&'a str], query: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            method: Method::GET,
            path,
            query,
            body: None,
            headers: &[],
            repeatable: true,
        }
    }

    pub(crate) fn send(method: Method, path: &'a [&'a str], body: Value) -> Self {
        Self {
            repeatable: method != Method::POST,
            method,
            path,
            query: &[],
            body: Some(body),
            headers: &[],
        }
    }

    pub(crate) fn post(path: &'a [&'a str], body: Value) -> Self {
        Self::send(Method::POST, path, body)
    }

    /// For a search, or for what does no harm when it is done twice.
    pub(crate) fn repeatable(self) -> Self {
        Self {
            repeatable: true,
            ..self
        }
    }
}

impl Client {
    /// A client for the tracker at an address.
    ///
    /// # Errors
    /// When the address cannot be used or the token holds what no header can.
    pub fn new(
        tracker: &'static str,
        url: &str,
        auth: &Auth,
        headers: &[(&'static str, &'static str)],
        patience: Patience,
    ) -> Result<Self, Fault> {
        let base = check_url(url)?;
        let host = base.host_str().unwrap_or_default().to_owned();
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        if let Some(value) = authorization(auth)? {
            all.insert(AUTHORIZATION, value);
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("bartizan/", env!("CARGO_PKG_VERSION")))
            .default_headers(all)
            // A redirect would carry what is written to a place that nobody named.
            .redirect(Policy::none())
            .connect_timeout(patience.connect)
            .timeout(patience.answer)
            .referer(false);
        if local(&base) {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|fault| Fault::Silent {
            host: host.clone(),
            why: fault.to_string(),
            sent: false,
        })?;
        Ok(Self {
            http,
            base,
            host,
            tracker,
            patience,
            next: Mutex::new(Instant::now()),
        })
    }

    /// Who is asked.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The address without its path and query, for messages.
    pub(crate) fn garbage(&self, why: impl fmt::Display) -> Fault {
        Fault::Garbage {
            host: self.host.clone(),
            tracker: self.tracker,
            why: bartizan_finding::shorten(&why.to_string(), 200),
        }
    }

    /// Makes a call; again when that may help and cannot do harm.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Answer, Fault> {
        let mut attempt = 0;
        loop {
            if call.method != Method::GET {
                self.turn().await;
            }
            let fault = match self.once(&call).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            attempt += 1;
            let Some(wait) = self.patience.wait(&fault, attempt, call.repeatable) else {
                return Err(fault);
            };
            tracing::debug!("{fault}; again in {} ms", wait.as_millis());
            sleep(wait).await;
        }
    }

    /// Waits until a change may be sent: trackers ask for a pause between changes, whoever sends them.
    async fn turn(&self) {
        let mut next = self.next.lock().await;
        let now = Instant::now();
        let mine = (*next).max(now);
        *next = mine + self.patience.between;
        drop(next);
        sleep_until(mine).await;
    }

    async fn once(&self, call: &Call<'_>) -> Result<Answer, Fault> {
        let mut url = self.base.clone();
        // A webhook's address is taken as it was written, slash and all.
        if let (false, Ok(mut path)) = (call.path.is_empty(), url.path_segments_mut()) {
            path.pop_if_empty().extend(call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let mut request = self.http.request(call.method.clone(), url);
        for (name, value) in call.headers {
            request = request.header(*name, value);
        }
        if let Some(body) = &call.body {
            let bytes = serde_json::to_vec(body).map_err(|fault| self.garbage(fault))?;
            request = request
                .header("content-type", "application/json")
                .body(bytes);
        }
        let response = request.send().await.map_err(|fault| self.silent(&fault))?;
        let path = format!("/{}", call.path.join("/"));
        Answer::read(self, response, call.method.as_str(), &path).await
    }

    /// What became of a connection, in few words: reqwest's own hold the address.
    fn silent(&self, fault: &reqwest::Error) -> Fault {
        let sent = !fault.is_connect() && !fault.is_builder();
        let why = if fault.is_timeout() {
            "it took too long".to_owned()
        } else {
            innermost(fault)
        };
        Fault::Silent {
            host: self.host.clone(),
            why,
            sent,
        }
    }
}

fn innermost(fault: &dyn std::error::Error) -> String {
    let mut inner = fault;
    while let Some(source) = inner.source() {
        inner = source;
    }
    bartizan_finding::shorten(&inner.to_string(), 200)
}

fn authorization(auth: &Auth) -> Result<Option<HeaderValue>, Fault> {
    let (text, variable) = match auth {
        Auth::None => return Ok(None),
        Auth::Bearer(token, variable) => (format!("Bearer {}", token.0), variable),
        Auth::Basic(user, token, variable) => {
            let pair = format!("{user}:{}", token.0);
            (format!("Basic {}", STANDARD.encode(pair)), variable)
        }
    };
    let mut value = HeaderValue::from_str(&text).map_err(|_| Fault::Token {
        variable: variable.clone(),
    })?;
    value.set_sensitive(true);
    Ok(Some(value))
}

/// The longest time that a whole call may take by default.
pub(crate) const ANSWER: Duration = Duration::from_secs(60);
