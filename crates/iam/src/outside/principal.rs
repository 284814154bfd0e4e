//! Principals as policies write them, and who stands behind them.

use super::Who;

/// Who a principal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub(super) who: Who,
    /// As written.
    pub(super) text: &'a str,
    /// Of an account's principal: the account, when the text says it.
    pub(super) account: Option<&'a str>,
    /// Whether nobody but this one caller has the name, so that there is nothing to check: a CloudFront identity.
    pub(super) one: bool,
}

/// Reads a principal of a kind (`AWS`, `Service`, `Federated`, `CanonicalUser`).
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
pub(super) fn named<'a>(kind: &str, text: &'a str) -> Named<'a> {
    let (who, account) = match kind {
        "Service" => (Who::Service, None),
        // A star here is no provider that AWS would accept; whoever it admits was not chosen.
        "Federated" => (Who::Federated, None),
        _ => aws(text),
    };
    Named {
        who,
        text,
        account,
        one: arn_account(text) == Some("cloudfront"),
    }
}

fn aws(text: &str) -> (Who, Option<&str>) {
    if text == "*" {
        return (Who::Anyone, None);
    }
    if is_account(text) {
        return (Who::Account, Some(text));
    }
    if is_unique_id(text) {
        return (Who::Deleted, None);
    }
    match arn_account(text) {
        // An origin access identity: CloudFront made it for one distribution's owner.
        // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
        Some("cloudfront") => (Who::Service, None),
        Some(account) if account.contains(['*', '?']) => (Who::Anyone, None),
        Some(account) if is_account(account) => (Who::Account, Some(account)),
        // A canonical user, or what AWS would not accept: somebody, and nobody knows of which account.
        _ => (Who::Account, None),
    }
}

/// The unique id that AWS shows in place of the ARN of a user or role that was deleted.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
fn is_unique_id(text: &str) -> bool {
    let prefix = [
        "AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ASCA", "APKA", "ANVA",
    ];
    text.len() >= 16
        && prefix.iter().any(|prefix| text.starts_with(prefix))
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether a text is an account's id.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account part of an ARN, empty where it has none; none for what is no ARN.
pub(super) fn arn_account(text: &str) -> Option<&str> {
    text.strip_prefix("arn:")?.split(':').nth(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_told_apart() {
        for (kind, text, who, account) in [
            ("AWS", "*", Who::Anyone, None),
            ("AWS", "arn:aws:iam::*:root", Who::Anyone, None),
            ("CanonicalUser", "*", Who::Anyone, None),
            ("AWS", "444455556666", Who::Account, Some("444455556666")),
            (
                "AWS",
                "arn:aws-cn:iam::444455556666:role/x",
                Who::Account,
                Some("444455556666"),
            ),
            (
                "AWS",
                "arn:aws:sts::444455556666:assumed-role/x/s",
                Who::Account,
                Some("444455556666"),
            ),
            ("AWS", "AROAEXAMPLEID12345678", Who::Deleted, None),
            (
                "AWS",
                "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
                Who::Service,
                None,
            ),
            ("CanonicalUser", "0123abcd", Who::Account, None),
            ("Service", "s3.amazonaws.com", Who::Service, None),
            ("Federated", "accounts.google.com", Who::Federated, None),
        ] {
            let named = named(kind, text);
            assert_eq!((named.who, named.account), (who, account), "{text}");
        }
    }
}
