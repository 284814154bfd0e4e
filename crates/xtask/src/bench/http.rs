//! Small requests to servers of this machine.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// The body of an answer with status 200.
///
/// # Errors
/// When the server is not there, is silent for 10 s, or answers with another status.
pub(crate) fn ask(method: &str, url: &str, path: &str) -> anyhow::Result<String> {
    let address = url.strip_prefix("http://").context("not an http:// url")?;
    let mut stream =
        TcpStream::connect(address).with_context(|| format!("nothing listens at {url}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut said = String::new();
    stream.read_to_string(&mut said)?;
    let (head, body) = said
        .split_once("\r\n\r\n")
        .context("not an answer of http")?;
    if head.split(' ').nth(1) != Some("200") {
        bail!(
            "{method} {url}{path}: {}",
            head.lines().next().unwrap_or_default()
        );
    }
    Ok(body.to_owned())
}
