//! What it means to get at a resource.

use crate::arn::Arn;
use crate::dictionary::{AccessLevel, Dictionary};
use crate::glob::glob_matches;

/// Requests that read the data of a kind of resource. AWS classes some of them as writing or tagging.
const DATA: &[(&str, &str, &[&str])] = &[
    (
        "dynamodb",
        "table/",
        &["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
    ),
    ("kms", "key/", &["kms:Decrypt"]),
    (
        "secretsmanager",
        "secret:",
        &["secretsmanager:GetSecretValue"],
    ),
    ("sqs", "", &["sqs:ReceiveMessage"]),
    ("ssm", "parameter/", &["ssm:GetParameter"]),
];

/// The most requests that are asked about for one resource.
const MOST: usize = 20;

/// The requests that read a resource, each with its resource: its data where a service is known to have such, else
/// whatever AWS classes as reading. Of a bucket an object is read, whatever its name.
#[must_use]
pub fn reading(resource: &str) -> Vec<(String, String)> {
    let Some(arn) = Arn::parse(resource) else {
        return Vec::new();
    };
    if arn.service == "s3" && arn.account.is_empty() {
        let object = match arn.resource.contains('/') {
            true => resource.to_owned(),
            false => format!("{resource}/*"),
        };
        return vec![("s3:GetObject".to_owned(), object)];
    }
    let known = DATA
        .iter()
        .find(|(service, kind, _)| *service == arn.service && arn.resource.starts_with(kind));
    if let Some((_, _, actions)) = known {
        let all = actions.iter();
        return all
            .map(|action| ((*action).to_owned(), resource.to_owned()))
            .collect();
    }
    let every = format!("{}:*", arn.service);
    let reads = Dictionary::get()
        .actions_matching(&every)
        .filter(|action| action.access() == AccessLevel::Read)
        .filter(|action| {
            let mut types = action.resources();
            types.any(|it| glob_matches(it.resource_type.arn_pattern(), resource))
        });
    reads
        .take(MOST)
        .map(|action| (action.to_string(), resource.to_owned()))
        .collect()
}
