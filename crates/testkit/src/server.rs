//! The HTTP side: one thread that accepts, and stops when dropped.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::JoinHandle;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::answer::Answer;

/// The largest request that is read, in bytes.
const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

/// What the client gets to see.
pub(crate) enum Reply {
    Whole(Answer),
    /// The connection ends in the middle of the body.
    Broken(Answer),
    Never,
}

/// Answers requests. Bodies are read whole before it is asked.
pub(crate) trait Handler: Send + Sync + 'static {
    fn handle(&self, parts: Parts, body: Bytes) -> impl Future<Output = Reply> + Send;
}

/// A server on a loopback port; dropping it stops it.
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts on a port of 127.0.0.1, any free one for 0.
    pub(crate) fn start(port: u16, handler: impl Handler) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let thread = std::thread::Builder::new()
            .name("fake-aws".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = stopped => {}
                        () = accept(listener, Arc::new(handler)) => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It fails only when the thread has ended already.
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

async fn accept(listener: TcpListener, handler: Arc<impl Handler>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    // Dropped with this future, so that connections end with the server.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                stream.set_nodelay(true).ok();
                let handler = Arc::clone(&handler);
                connections.spawn(async move {
                    let service = service_fn(|request| serve(&*handler, request));
                    // A client that goes away ends its connection with an error; nobody needs to know.
                    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(
    handler: &impl Handler,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, Infallible> {
    let (parts, body) = request.into_parts();
    let reply = match Limited::new(body, LARGEST_REQUEST).collect().await {
        Ok(body) => handler.handle(parts, body.to_bytes()).await,
        Err(fault) => Reply::Whole(Answer::new(413, "text/plain", fault.to_string())),
    };
    let (answer, broken) = match reply {
        Reply::Whole(answer) => (answer, false),
        Reply::Broken(answer) => (answer, true),
        Reply::Never => std::future::pending().await,
    };
    Ok(response(answer, broken))
}

fn response(answer: Answer, broken: bool) -> Response<ReplyBody> {
    let length = answer.body.len();
    let mut builder = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        builder = builder.header(name, value);
    }
    let body = if broken {
        builder = builder.header("content-length", length.max(2));
        ReplyBody {
            bytes: Some(Bytes::from(answer.body).slice(..length / 2)),
            end: End::BreakAfterFlush,
        }
    } else {
        ReplyBody {
            bytes: Some(Bytes::from(answer.body)),
            end: End::Proper,
        }
    };
    builder.body(body).unwrap_or_else(|fault| {
        let mut response = Response::new(ReplyBody {
            bytes: Some(fault.to_string().into()),
            end: End::Proper,
        });
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
}

/// A body that may end too early: hyper keeps a wrong content-length only when the body's own length is not known.
struct ReplyBody {
    bytes: Option<Bytes>,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Proper,
    BreakAfterFlush,
    Break,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match (self.bytes.take(), self.end) {
            (Some(bytes), _) if !bytes.is_empty() => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            (_, End::Proper) => Poll::Ready(None),
            (_, End::BreakAfterFlush) => {
                // An error now would take the head and the half with it: hyper flushes when the body pauses.
                self.end = End::Break;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            (_, End::Break) => Poll::Ready(Some(Err(io::Error::other("broken on request")))),
        }
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        match &self.bytes {
            _ if self.end != End::Proper => hyper::body::SizeHint::default(),
            Some(bytes) => hyper::body::SizeHint::with_exact(bytes.len() as u64),
            None => hyper::body::SizeHint::with_exact(0),
        }
    }
}
