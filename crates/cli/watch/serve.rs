//! `/healthz` and `/metrics`, on this machine only.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::state::State;
use crate::commands::tickets::runtime;
use crate::fault::Fault;

/// How many may ask at once.
const AT_ONCE: usize = 16;

/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers from a thread of its own until the process ends.
pub(crate) fn start(address: SocketAddr, state: Arc<State>) -> Result<SocketAddr, Fault> {
    let fault = |fault: &dyn std::fmt::Display| {
        Fault::unusable(format_args!("cannot listen on {address}: {fault}"))
            .hint("another program may have the port")
    };
    let listener = TcpListener::bind(address).map_err(|it| fault(&it))?;
    let address = listener.local_addr().map_err(|it| fault(&it))?;
    listener.set_nonblocking(true).map_err(|it| fault(&it))?;
    let runtime = runtime()?;
    std::thread::spawn(move || runtime.block_on(serve(listener, state)));
    Ok(address)
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(permit) = Arc::clone(&gate).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, as a rule: they become fewer.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let response = answer(&request, &state);
                async move { Ok::<_, Infallible>(response) }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            // Whoever asks may hang up.
            drop(tokio::time::timeout(PATIENCE * 2, connection).await);
            drop(permit);
        });
    }
}

fn answer(request: &Request<Incoming>, state: &State) -> Response<Full<Bytes>> {
    let (status, kind, text) = if !for_us(request) {
        (
            StatusCode::FORBIDDEN,
            "text/plain",
            "this is for this machine only\n".to_owned(),
        )
    } else if request.method() != Method::GET && request.method() != Method::HEAD {
        (StatusCode::METHOD_NOT_ALLOWED, "text/plain", String::new())
    } else {
        match request.uri().path() {
            "/healthz" => {
                let (well, text) = state.health(Timestamp::now());
                let status = if well {
                    StatusCode::OK
                } else {
                    StatusCode::SERVICE_UNAVAILABLE
                };
                (status, "text/plain", text)
            }
            "/metrics" => (StatusCode::OK, "text/plain; version=0.0.4", state.metrics()),
            _ => (
                StatusCode::NOT_FOUND,
                "text/plain",
                "/healthz and /metrics are here\n".to_owned(),
            ),
        }
    };
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
    response
}

/// Whether it was asked for by an address of this machine: a page in a browser can send its requests here
/// under a name of its own.
fn for_us(request: &Request<Incoming>) -> bool {
    let host = request
        .headers()
        .get(HOST)
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|it| it.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    matches!(name, "localhost" | "[::1]")
        || name
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|it| it.is_loopback())
}
