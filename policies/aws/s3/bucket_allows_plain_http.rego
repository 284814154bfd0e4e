# METADATA
# title: Bucket serves plain HTTP
# description: |
#   The policy does not refuse requests without TLS, so a client with a wrong URL sends objects and signed requests in
#   the clear.
#   PCI DSS asks for strong cryptography on every open network, and a policy is the only place where S3 can be told so.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   facts: [unrefused]
#   remediation: |
#     Deny it for everyone, on the bucket and on its objects:
#       {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::NAME", "arn:aws:s3:::NAME/*"],
#       "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_allows_plain_http

violation contains {"message": message, "evidence": {"over_http": open}} if {
	open := [name | some action in input.facts.unrefused.http; name := names[action]]
	count(open) > 0
	message := sprintf("its policy does not refuse plain HTTP for %s", [concat(", ", open)])
}

names := {
	"s3:GetObject": "reading objects",
	"s3:PutObject": "writing objects",
	"s3:DeleteObject": "deleting objects",
	"s3:ListBucket": "listing",
}
