//! What came back, and whether it is what was asked for.

use std::time::Duration;

use bartizan_finding::shorten;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Client;
use crate::fault::Fault;

/// The most that is read of an answer, in bytes: a page of tickets with long texts.
const MOST: usize = 32 << 20;

/// An answer that says that it worked.
pub(crate) struct Answer {
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Reads a response; anything but success is a fault.
    pub(super) async fn read(
        client: &Client,
        mut response: Response,
        method: &str,
        path: &str,
    ) -> Result<Self, Fault> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        if (300..400).contains(&status) {
            return Err(Fault::Redirect {
                host: client.host().to_owned(),
                to: destination(&headers),
                status,
            });
        }
        if refused_to_sign_in(&headers) {
            return Err(Fault::Unauthorized {
                host: client.host().to_owned(),
                status,
            });
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|it| client.silent(&it))? {
            if body.len() + piece.len() > MOST {
                return Err(Fault::TooLong {
                    host: client.host().to_owned(),
                    most: MOST,
                });
            }
            body.extend_from_slice(&piece);
        }
        if (200..300).contains(&status) {
            return Ok(Self { headers, body });
        }
        Err(refusal(client, status, &headers, &body, method, path))
    }

    /// Whether it says that another page follows. <https://www.rfc-editor.org/rfc/rfc8288>
    ///
    /// Only that: the page's address is not followed, since the token would go with it.
    pub(crate) fn more(&self) -> bool {
        let links = self.headers.get_all("link").iter();
        links
            .filter_map(|it| it.to_str().ok())
            .any(|it| it.contains("rel=\"next\""))
    }

    /// What it holds.
    pub(crate) fn json<T: DeserializeOwned>(&self, client: &Client) -> Result<T, Fault> {
        if looks_like_a_page(&self.body) {
            return Err(Fault::WebPage {
                host: client.host().to_owned(),
            });
        }
        serde_json::from_slice(&self.body).map_err(|fault| client.garbage(fault))
    }
}

/// Whether Jira did not take the token and answers as it does to strangers: 200 with what all may see, or 400 about a
/// project that is not there.
/// <https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/#captcha>
fn refused_to_sign_in(headers: &HeaderMap) -> bool {
    let reason = headers.get("x-seraph-loginreason");
    let reason = reason.and_then(|it| it.to_str().ok()).unwrap_or_default();
    reason.contains("AUTHENTICATED_FAILED") || reason.contains("AUTHENTICATION_DENIED")
}

/// Where a redirect leads, without what may be secret in it.
fn destination(headers: &HeaderMap) -> String {
    let text = headers
        .get(LOCATION)
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default();
    match Url::parse(text) {
        Ok(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            let _ = url.set_username("");
            let _ = url.set_password(None);
            shorten(url.as_str(), 200)
        }
        Err(_) => "another place on it".to_owned(),
    }
}

fn refusal(
    client: &Client,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    method: &str,
    path: &str,
) -> Fault {
    let host = client.host().to_owned();
    let said = said(body);
    let wait = asked_to_wait(headers, Timestamp::now());
    let exhausted = headers
        .get("x-ratelimit-remaining")
        .is_some_and(|left| left == "0");
    match status {
        401 => Fault::Unauthorized { host, status },
        429 => Fault::Busy {
            host,
            status,
            wait,
            said,
        },
        503 if headers.contains_key(RETRY_AFTER) => Fault::Busy {
            host,
            status,
            wait,
            said,
        },
        // GitHub says "forbidden" and means "later", sometimes in words only: then it wants a minute.
        // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
        403 if exhausted || headers.contains_key(RETRY_AFTER) => Fault::Busy {
            host,
            status,
            wait,
            said,
        },
        403 if said.contains("secondary rate limit") => Fault::Busy {
            host,
            status,
            wait: Some(Duration::from_secs(60)),
            said,
        },
        403 => Fault::Forbidden { host, said },
        404 => Fault::NotFound {
            host,
            path: shorten(path, 200),
            said,
        },
        _ => Fault::Status {
            host,
            status,
            method: method.to_owned(),
            path: shorten(path, 200),
            said,
        },
    }
}

/// `Retry-After` in seconds or as a date, or GitHub's `X-RateLimit-Reset`.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-retry-after>
fn asked_to_wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    let until = |then: Timestamp| {
        Duration::from_secs(u64::try_from(then.as_second() - now.as_second()).unwrap_or(0))
    };
    if let Some(after) = text("retry-after") {
        if let Ok(seconds) = after.trim().parse() {
            return Some(Duration::from_secs(seconds));
        }
        let then = rfc2822::parse(&after.replace("GMT", "+0000")).ok()?;
        return Some(until(then.timestamp()));
    }
    if text("x-ratelimit-remaining") == Some("0") {
        let second = text("x-ratelimit-reset")?.trim().parse().ok()?;
        return Some(until(Timestamp::from_second(second).ok()?));
    }
    None
}

fn looks_like_a_page(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// The message in a refusal, in the places where trackers put it, with a colon before it.
fn said(body: &[u8]) -> String {
    if looks_like_a_page(body) {
        return ": a web page, not data".to_owned();
    }
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return String::new();
    };
    let mut words = Vec::new();
    for place in [
        "/message",
        "/error/message",
        "/error/detail",
        "/error/msg",
        "/title",
        "/detail",
    ] {
        words.extend(
            json.pointer(place)
                .and_then(Value::as_str)
                .map(str::to_owned),
        );
    }
    if let Some(Value::Array(list)) = json.get("errorMessages") {
        let list = list.iter().take(5).filter_map(Value::as_str);
        words.extend(list.map(str::to_owned));
    }
    match json.get("errors") {
        Some(Value::Object(fields)) => {
            let fields = fields.iter().take(5);
            words
                .extend(fields.map(|(name, it)| format!("{name}: {}", it.as_str().unwrap_or("?"))));
        }
        Some(Value::Array(list)) => {
            let list = list.iter().take(5);
            words.extend(
                list.filter_map(|it| it.get("message").or(it.get("code")))
                    .filter_map(Value::as_str)
                    .map(str::to_owned),
            );
        }
        _ => {}
    }
    words.retain(|it| !it.trim().is_empty());
    if words.is_empty() {
        return String::new();
    }
    format!(": {}", shorten(&words.join("; "), 300))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::http::{Auth, Patience};

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn every_way_to_ask_for_patience_is_understood() {
        let now: Timestamp = "2026-11-22T16:00:00Z".parse().unwrap();
        for (pairs, seconds) in [
            (&[("retry-after", "7")][..], Some(7)),
            (
                &[("retry-after", "Sun, 22 Nov 2026 16:01:00 GMT")],
                Some(60),
            ),
            (&[("retry-after", "Sun, 22 Nov 2026 15:00:00 GMT")], Some(0)),
            (&[("retry-after", "soon")], None),
            (
                &[
                    ("x-ratelimit-remaining", "0"),
                    ("x-ratelimit-reset", "1795363230"),
                ],
                Some(30),
            ),
            (
                &[
                    ("x-ratelimit-remaining", "9"),
                    ("x-ratelimit-reset", "1795363230"),
                ],
                None,
            ),
            (&[], None),
        ] {
            let wait = asked_to_wait(&headers(pairs), now);
            assert_eq!(wait, seconds.map(Duration::from_secs), "{pairs:?}");
        }
    }

    #[test]
    fn github_asks_for_a_minute_in_words_alone() {
        let client = Client::new(
            "GitHub",
            "https://x.test",
            &Auth::None,
            &[],
            Patience::default(),
        );
        let refused = |said: &str| {
            let body = format!("{{\"message\":\"{said}\"}}");
            refusal(
                client.as_ref().unwrap(),
                403,
                &headers(&[]),
                body.as_bytes(),
                "POST",
                "/x",
            )
        };
        let fault = refused("You have exceeded a secondary rate limit. Please wait.");
        let minute = Some(Duration::from_secs(60));
        assert!(matches!(fault, Fault::Busy { wait, .. } if wait == minute));
        assert!(matches!(
            refused("Resource not accessible"),
            Fault::Forbidden { .. }
        ));
    }

    #[test]
    fn what_a_tracker_said_is_found_and_made_plain() {
        for (body, text) in [
            (
                r#"{"message":"Validation Failed","errors":[{"code":"missing_field"}]}"#,
                ": Validation Failed; missing_field",
            ),
            (
                r#"{"errorMessages":["no project"],"errors":{"issuetype":"is required"}}"#,
                ": no project; issuetype: is required",
            ),
            (
                r#"{"error":{"message":"no\u001b[2J","detail":"ACL"}}"#,
                ": no\\u{1b}[2J; ACL",
            ),
            ("<html>", ": a web page, not data"),
            ("nonsense", ""),
            ("[]", ""),
        ] {
            assert_eq!(said(body.as_bytes()), text, "{body}");
        }
    }

    #[test]
    fn a_redirect_is_told_without_its_secrets() {
        let to = destination(&headers(&[(
            "location",
            "https://user:pw@evil.test/x?token=1#y",
        )]));
        assert_eq!(to, "https://evil.test/x");
        assert_eq!(
            destination(&headers(&[("location", "/login")])),
            "another place on it"
        );
    }
}
