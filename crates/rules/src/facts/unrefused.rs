mod shape;

use std::collections::BTreeMap;

use bartizan_iam::{Effect, PolicyDocument, Principals, Statement, Verdict, check_not_granted};
use bartizan_model::aws::s3::Bucket;
use bartizan_model::{Observed, Resource};
use serde_json::{Map, Value};

use super::{Around, Fact, malformed, partition};
pub(super) use shape::Proven;

pub(super) const FACT: Fact = Fact {
    name: "unrefused",
    types: &["aws.s3.bucket"],
    reads: &["policy"],
    neighbours: &[],
    doc: "What the bucket policy does not refuse to everybody, proven over every caller and every object: for `http` (requests without TLS), `tls_1.2` (TLS older than 1.2) and `tls_1.3`, a list of `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject` and `s3:ListBucket`, in this order. A list is empty when all of them are refused. Requests that AWS services make themselves do not count: they use TLS.",
    compute: |resource, around| match resource {
        Resource::S3Bucket(bucket) => compute(bucket, around),
        _ => Observed::Absent,
    },
};

/// What stands for all requests: if these are refused, the rest is of no use to a thief.
const REQUESTS: [(&str, &str); 4] = [
    ("s3:GetObject", "/*"),
    ("s3:PutObject", "/*"),
    ("s3:DeleteObject", "/*"),
    ("s3:ListBucket", ""),
];

/// The transports: name, operator, key and value of the requests that should be refused.
const TRANSPORTS: [(&str, &str, &str, &str); 3] = [
    ("http", "Bool", "aws:SecureTransport", "false"),
    ("tls_1.2", "NumericLessThan", "s3:TlsVersion", "1.2"),
    ("tls_1.3", "NumericLessThan", "s3:TlsVersion", "1.3"),
];

fn compute(bucket: &Bucket, around: &Around) -> Observed<Value> {
    let denies: Vec<Statement> = match &bucket.policy {
        Observed::Unknown(gap) => return Observed::Unknown(gap.clone()),
        Observed::Absent => Vec::new(),
        Observed::Known(policy) => {
            let denies = policy.statement.iter();
            denies
                .filter(|it| it.effect == Effect::Deny)
                .cloned()
                .collect()
        }
    };
    let arn = format!("arn:{}:s3:::{}", partition(&bucket.id), bucket.name);
    around.proven.of(&denies, &arn, || prove(&denies, &arn))
}

fn prove(denies: &[Statement], arn: &str) -> Observed<Value> {
    let mut told = Map::new();
    for (name, operator, key, value) in TRANSPORTS {
        let mut open = Vec::new();
        for (action, suffix) in REQUESTS {
            let sought = Sought {
                action,
                resource: format!("{arn}{suffix}"),
                condition: (operator, key, value),
            };
            match refused(denies, &sought) {
                Some(true) => {}
                Some(false) => open.push(Value::from(action)),
                None => return Observed::Unknown(malformed("s3:GetBucketPolicy")),
            }
        }
        told.insert(name.to_owned(), Value::Array(open));
    }
    Observed::Known(Value::Object(told))
}

/// Requests that the policy should refuse.
struct Sought<'a> {
    action: &'a str,
    resource: String,
    condition: (&'a str, &'a str, &'a str),
}

impl Sought<'_> {
    /// A statement that allows exactly these requests.
    fn statement(&self) -> Statement {
        let term =
            |key: &str, value: &str| BTreeMap::from([(key.to_owned(), vec![value.to_owned()])]);
        let (operator, key, value) = self.condition;
        let people = term("aws:PrincipalIsAWSService", "false");
        let mut condition = BTreeMap::from([("Bool".to_owned(), people)]);
        let keys = condition.entry(operator.to_owned()).or_default();
        keys.extend(term(key, value));
        Statement {
            effect: Effect::Allow,
            principal: Some(Principals(term("AWS", "*"))),
            action: vec![self.action.to_owned()],
            resource: vec![self.resource.clone()],
            condition,
            ..Statement::default()
        }
    }
}

/// Whether the statements refuse all of it; none when that could not be settled.
fn refused(denies: &[Statement], sought: &Sought<'_>) -> Option<bool> {
    if denies.is_empty() {
        return Some(false);
    }
    let mut statement = denies.to_vec();
    statement.push(sought.statement());
    let policy = PolicyDocument {
        version: Some("2012-10-17".to_owned()),
        id: None,
        statement,
    };
    match check_not_granted(&[&policy], &[sought.action], &[&sought.resource]) {
        Ok(Verdict::Within) => Some(true),
        Ok(Verdict::Beyond { .. }) => Some(false),
        Ok(Verdict::Unknown { .. }) | Err(_) => None,
    }
}
