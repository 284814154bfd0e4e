//! An HTTP server that plays a tracker, and fails as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// A request, as plays want it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) authorization: Option<String>,
    pub(crate) body: Value,
}

impl Asked {
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn changes(&self) -> bool {
        self.method != "GET" && !self.path.contains("/search")
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Said {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string(),
        }
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A tracker.
pub(crate) trait Play: Send + 'static {
    fn answer(&mut self, asked: &Asked) -> Said;
}

/// What goes wrong with one request.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// It goes well.
    None,
    /// It is refused in this way, and nothing is done.
    Refuse(Said),
    /// Nothing is done, and the connection ends.
    HangUp,
    /// It is done, and the connection ends before the answer.
    LoseAnswer,
    /// It is done, and no answer ever comes.
    Silence,
}

/// What is known of a server while it runs.
pub(crate) struct Server<P> {
    pub(crate) url: String,
    pub(crate) inner: Arc<Inner<P>>,
}

pub(crate) struct Inner<P> {
    pub(crate) play: Mutex<P>,
    pub(crate) asked: Mutex<Vec<Asked>>,
    /// For requests that change something, one each, in order.
    pub(crate) on_changes: Mutex<VecDeque<Trouble>>,
    /// For any request.
    pub(crate) on_all: Mutex<VecDeque<Trouble>>,
    /// Told when a silence began.
    pub(crate) silent: Notify,
}

impl<P: Play> Server<P> {
    pub(crate) async fn start(play: P) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            play: Mutex::new(play),
            asked: Mutex::default(),
            on_changes: Mutex::default(),
            on_all: Mutex::default(),
            silent: Notify::new(),
        });
        let shared = Arc::clone(&inner);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let service = service_fn(move |request| one(Arc::clone(&shared), request));
                    let http = hyper::server::conn::http1::Builder::new();
                    // It fails when it hangs up on purpose.
                    drop(http.serve_connection(TokioIo::new(stream), service).await);
                });
            }
        });
        Self { url, inner }
    }

    /// What goes wrong with the next requests that change something.
    pub(crate) fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.inner.on_changes.lock().unwrap().extend(troubles);
    }

    /// What goes wrong with the next requests.
    pub(crate) fn trouble_any(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.inner.on_all.lock().unwrap().extend(troubles);
    }

    pub(crate) fn play<T>(&self, look: impl FnOnce(&mut P) -> T) -> T {
        look(&mut self.inner.play.lock().unwrap())
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.inner.asked.lock().unwrap().clone()
    }
}

async fn one<P: Play>(
    inner: Arc<Inner<P>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, std::io::Error> {
    let asked = read(request).await;
    inner.asked.lock().unwrap().push(asked.clone());
    let mut trouble = inner.on_all.lock().unwrap().pop_front();
    if trouble.is_none() && asked.changes() {
        trouble = inner.on_changes.lock().unwrap().pop_front();
    }
    let said = match trouble.unwrap_or(Trouble::None) {
        Trouble::Refuse(said) => said,
        Trouble::HangUp => return Err(std::io::Error::other("hang up")),
        Trouble::None => inner.play.lock().unwrap().answer(&asked),
        Trouble::LoseAnswer => {
            inner.play.lock().unwrap().answer(&asked);
            return Err(std::io::Error::other("hang up"));
        }
        Trouble::Silence => {
            inner.play.lock().unwrap().answer(&asked);
            inner.silent.notify_one();
            std::future::pending().await
        }
    };
    let mut response = Response::builder().status(said.status);
    for (name, value) in said.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::from(said.body)).unwrap())
}

async fn read(request: Request<Incoming>) -> Asked {
    let uri = request.uri().clone();
    let query = uri.query().unwrap_or_default();
    let url = reqwest::Url::parse(&format!("http://x/?{query}")).unwrap();
    let authorization = request.headers().get("authorization");
    let authorization = authorization.map(|it| it.to_str().unwrap().to_owned());
    let method = request.method().to_string();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    Asked {
        method,
        path: uri.path().to_owned(),
        query: url.query_pairs().into_owned().collect(),
        authorization,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    }
}
