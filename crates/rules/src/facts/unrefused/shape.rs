//! What was proven of one bucket's policy, kept for buckets whose policies differ in the bucket's name only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bartizan_iam::Statement;
use bartizan_model::Observed;
use serde_json::Value;

/// How many shapes are kept.
const MOST: usize = 512;

/// The longest shape that is kept, in bytes: what a bucket policy may have.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>
const LONGEST: usize = 20 << 10;

/// What was proven, by shape.
#[derive(Debug, Default)]
pub(crate) struct Proven(Mutex<HashMap<String, Observed<Value>>>);

impl Proven {
    /// What is proven of these statements of a bucket's policy; by `prove` where it is not known.
    pub(super) fn of(
        &self,
        denies: &[Statement],
        arn: &str,
        prove: impl FnOnce() -> Observed<Value>,
    ) -> Observed<Value> {
        let Some(shape) = shape(denies, arn) else {
            return prove();
        };
        if let Some(known) = self.lock().get(&shape) {
            return known.clone();
        }
        let proven = prove();
        let mut known = self.lock();
        if known.len() < MOST {
            known.insert(shape, proven.clone());
        }
        proven
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Observed<Value>>> {
        // Nothing that panics is done under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The statements without the bucket's name; none where the name may matter.
///
/// A pattern that begins with the bucket's own ARN matches the bucket and its objects by what follows it, and `*`
/// matches them all. Of others it depends on the name.
fn shape(denies: &[Statement], arn: &str) -> Option<String> {
    if arn.contains(['*', '?', '$']) {
        return None;
    }
    let mut denies = denies.to_vec();
    for statement in &mut denies {
        let patterns = statement.resource.iter_mut();
        for pattern in patterns.chain(&mut statement.not_resource) {
            if pattern == "*" {
                continue;
            }
            let rest = pattern.strip_prefix(arn)?;
            *pattern = format!("@{rest}");
        }
    }
    let text = serde_json::to_string(&denies).ok()?;
    (text.len() <= LONGEST).then(|| format!("{} {text}", super::partition(arn)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use bartizan_iam::PolicyDocument;

    use super::*;

    const ARN: &str = "arn:aws:s3:::logs";

    fn of(resource: &str, condition: &str, arn: &str) -> Option<String> {
        let text = format!(
            r#"{{"Statement": {{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "{resource}",
                "Condition": {{"StringLike": {{"aws:SourceArn": "{condition}"}}}}}}}}"#
        );
        shape(&PolicyDocument::parse(&text).unwrap().statement, arn)
    }

    #[test]
    fn the_name_alone_is_left_out() {
        let other = "arn:aws:s3:::photos";
        let same = |rest: &str| {
            let [one, two] = [ARN, other].map(|arn| of(&format!("{arn}{rest}"), "x", arn));
            one.is_some() && one == two
        };
        assert!(["", "/*", "*", "-old/*"].into_iter().all(same));
        assert_eq!(of("*", "x", ARN), of("*", "x", other));
        assert_ne!(
            of(&format!("{ARN}/a"), "x", ARN),
            of(&format!("{other}/b"), "x", other)
        );
        assert_ne!(of("*", "x", ARN), of(ARN, "x", ARN));
        // A condition may name it, and then says something else of another.
        assert_ne!(of("*", ARN, ARN), of("*", other, other));
        assert_ne!(of("*", "x", ARN), of("*", "x", "arn:aws-cn:s3:::logs"));
    }

    #[test]
    fn what_depends_on_the_name_has_no_shape() {
        for pattern in [
            "arn:aws:s3:::lo*",
            "arn:aws:s3:::*/*",
            "arn:*",
            "arn:aws:s3:::other/*",
        ] {
            assert_eq!(of(pattern, "x", ARN), None, "{pattern}");
        }
        assert_eq!(of("arn:aws:s3:::a*", "x", "arn:aws:s3:::a*"), None);
    }

    #[test]
    fn it_is_proven_once() {
        let proven = Proven::default();
        let text = r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;
        let denies = PolicyDocument::parse(text).unwrap().statement;
        let first = proven.of(&denies, ARN, || Observed::Known(Value::from(1)));
        let second = proven.of(&denies, "arn:aws:s3:::photos", || Observed::Absent);
        assert_eq!(first, second);
    }
}
