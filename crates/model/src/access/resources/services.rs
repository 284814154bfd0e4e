//! Services whose resources have policies that snapshots do not hold yet.

/// The prefixes of these services' ARNs.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html>
const WITH_POLICIES: &[&str] = &[
    "acm-pca",
    "apigateway",
    "backup",
    "bedrock",
    "bedrock-agentcore",
    "cloudtrail",
    "codeartifact",
    "codebuild",
    "dynamodb",
    "ecr",
    "elasticfilesystem",
    "elasticloadbalancing",
    "es",
    "events",
    "execute-api",
    "glacier",
    "glue",
    "kafka",
    "kinesis",
    "lambda",
    "lex",
    "logs",
    "mediastore",
    "network-firewall",
    "networkmanager",
    "organizations",
    "payment-cryptography",
    "redshift",
    "redshift-serverless",
    "rekognition",
    "resource-explorer-2",
    "route53profiles",
    "s3-object-lambda",
    "s3-outposts",
    "s3express",
    "s3tables",
    "s3vectors",
    "schemas",
    "secretsmanager",
    "serverlessrepo",
    "ses",
    "signer",
    "sns",
    "sqs",
    "ssm",
    "ssm-contacts",
    "ssm-incidents",
    "vpc-lattice",
    "xray",
];

/// Services whose policies snapshots hold: those of buckets, keys and roles.
const HELD: &[&str] = &["kms", "s3", "sts"];

/// Whether resources of a service, by the prefix of its actions, may have policies of their own.
#[must_use]
pub fn resources_have_policies(service: &str) -> bool {
    HELD.contains(&service) || WITH_POLICIES.contains(&service)
}

/// Whether a resource of a service may have a policy of its own that a snapshot does not hold.
pub(super) fn may_have_a_policy(service: &str, resource: &str) -> bool {
    match service {
        // Only parameters can be shared.
        // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html
        "ssm" => resource.starts_with("parameter/"),
        // https://docs.aws.amazon.com/redshift/latest/APIReference/API_PutResourcePolicy.html
        "redshift" => resource.starts_with("namespace:"),
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_GetResourcePolicy.html
        "elasticloadbalancing" => resource.starts_with("truststore/"),
        service => WITH_POLICIES.contains(&service),
    }
}
