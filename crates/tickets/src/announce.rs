//! Telling a webhook once, where nothing comes back but that it was heard.

use serde_json::Value;

use crate::fault::Fault;
use crate::http::{Auth, Call, Client, Patience};

/// Sends JSON to an address that is a secret itself: errors name its host only.
///
/// # Errors
/// When the address cannot be used, or nobody hears it.
pub async fn announce(url: &str, body: Value, patience: Patience) -> Result<(), Fault> {
    // The address is not shown, also when it is no address.
    let client =
        Client::new("webhook", url, &Auth::None, &[], patience).map_err(|fault| match fault {
            Fault::Address { why, .. } => Fault::Address {
                url: "the webhook's".to_owned(),
                why,
            },
            other => other,
        })?;
    // Heard twice is better than not at all.
    client
        .call(Call::post(&[], body).repeatable())
        .await
        .map(drop)
}

/// Text that Slack shows as it is. <https://docs.slack.dev/messaging/formatting-message-text#escaping>
#[must_use]
pub fn slack_text(text: &str) -> String {
    let text = bartizan_finding::shorten(text, 300);
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Slack's own marks have no escape: signs that look like them and mean nothing.
            '*' => out.push('∗'),
            '_' => out.push('ˍ'),
            '~' => out.push('∼'),
            '`' => out.push('ˋ'),
            ':' => out.push('꞉'),
            '@' => out.push('＠'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slack_obeys_no_name() {
        let text =
            slack_text("<!channel> <https://evil.test|here> *b* _i_ `c` @here :tada: a\u{202e}b");
        assert_eq!(
            text,
            "&lt;!channel&gt; &lt;https꞉//evil.test|here&gt; ∗b∗ ˍiˍ ˋcˋ ＠here ꞉tada꞉ a\\u{202e}b"
        );
    }
}
