//! Stands before an emulator: forwards, breaks, and adds what no emulator serves.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderValue, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::answer::Answer;
use crate::call::Call;
use crate::fake::{OVERLAID, View};
use crate::faults::{Fault, Faults};
use crate::identify::identify;
use crate::scenario::Scenario;
use crate::server::{Handler, Reply, Server};
use crate::stats::{End, Ledger, Stats};

/// A proxy on a loopback port. Dropping it stops it.
///
/// Requests keep their signature, which was made for the proxy's host; the emulators do not verify it.
pub struct Proxy {
    server: Server,
    inner: Arc<Inner>,
}

struct Inner {
    upstream: String,
    host: HeaderValue,
    faults: Faults,
    overlay: Option<Scenario>,
    ledger: Ledger,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Proxy {
    /// Starts on any free port. With an overlay, what no emulator serves is answered from it: SSM's machines and
    /// their patch states, and what is set for a region.
    ///
    /// # Errors
    /// When no port can be bound, or the upstream is no `http://` URL.
    pub fn start(upstream: &str, faults: Faults, overlay: Option<Scenario>) -> io::Result<Self> {
        Self::start_on(0, upstream, faults, overlay)
    }

    /// Starts on a port of 127.0.0.1.
    ///
    /// # Errors
    /// When the port cannot be bound, or the upstream is no `http://` URL.
    pub fn start_on(
        port: u16,
        upstream: &str,
        faults: Faults,
        overlay: Option<Scenario>,
    ) -> io::Result<Self> {
        let uri: Uri = upstream.parse().map_err(io::Error::other)?;
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
        let authority =
            authority.ok_or_else(|| io::Error::other("the upstream must be an http:// url"))?;
        let inner = Arc::new(Inner {
            upstream: format!("http://{authority}"),
            host: HeaderValue::from_str(authority.as_str()).map_err(io::Error::other)?,
            faults,
            overlay,
            ledger: Ledger::default(),
            client: Client::builder(TokioExecutor::new()).build(HttpConnector::new()),
        });
        let server = Server::start(port, Front(Arc::clone(&inner)))?;
        Ok(Self { server, inner })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What `--endpoint-url` takes.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// What it was asked so far. An answer below status 500 counts as answered.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.inner.ledger.now()
    }
}

struct Front(Arc<Inner>);

impl Handler for Front {
    async fn handle(&self, parts: Parts, body: Bytes) -> Reply {
        self.0.handle(parts, body).await
    }
}

impl Inner {
    async fn handle(&self, parts: Parts, body: Bytes) -> Reply {
        let call = identify(&parts.method, &parts.uri, &parts.headers, &body);
        let _under_way = self.ledger.begin(call.as_ref());
        let (delay, fault) = call
            .as_ref()
            .map(|call| self.faults.strike(call))
            .unwrap_or_default();
        tokio::time::sleep(delay).await;
        if let (Some(call), Some(fault)) = (&call, fault)
            && let Some(answer) = fault.answer(call)
        {
            let end = if matches!(fault, Fault::Throttle(_)) {
                End::Throttled
            } else {
                End::Failed
            };
            self.ledger.end(call, end);
            return Reply::Whole(answer);
        }
        if fault == Some(Fault::Hang) {
            return Reply::Never;
        }
        let mut answer = match call.as_ref().and_then(|call| self.overlaid(call)) {
            Some(answer) => answer,
            None => self.forward(parts, body).await,
        };
        if let Some(call) = &call {
            self.ledger.end(
                call,
                if answer.status < 500 {
                    End::Answered
                } else {
                    End::Failed
                },
            );
        }
        match fault {
            Some(Fault::Truncate) => Reply::Broken(answer),
            Some(Fault::Cut) => {
                answer.body.truncate(answer.body.len() / 2);
                Reply::Whole(answer)
            }
            _ => Reply::Whole(answer),
        }
    }

    fn overlaid(&self, call: &Call) -> Option<Answer> {
        let scenario = self.overlay.as_ref()?;
        if !OVERLAID.contains(&(call.service, call.operation.as_str())) {
            return None;
        }
        Some(
            View::new(scenario, call, false, 0, false)
                .serve()
                .unwrap_or_else(|refusal| refusal.dress(call)),
        )
    }

    async fn forward(&self, parts: Parts, body: Bytes) -> Answer {
        match self.try_forward(parts, body).await {
            Ok(answer) => answer,
            Err(fault) => Answer::new(
                502,
                "text/plain",
                format!("the emulator did not answer: {fault}"),
            ),
        }
    }

    async fn try_forward(&self, parts: Parts, body: Bytes) -> anyhow::Result<Answer> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = parts.method;
        *request.uri_mut() = format!("{}{path}", self.upstream).parse()?;
        *request.headers_mut() = parts.headers;
        request.headers_mut().insert(HOST, self.host.clone());
        // These belong to the connection, not to the message.
        request.headers_mut().remove(CONNECTION);
        request.headers_mut().remove(TRANSFER_ENCODING);
        let response = self.client.request(request).await?;
        let (parts, body) = response.into_parts();
        let headers = parts
            .headers
            .iter()
            .filter(|(name, _)| !matches!(**name, CONNECTION | TRANSFER_ENCODING | CONTENT_LENGTH))
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
            .collect();
        Ok(Answer {
            status: parts.status.as_u16(),
            headers,
            body: body.collect().await?.to_bytes().to_vec(),
        })
    }
}
