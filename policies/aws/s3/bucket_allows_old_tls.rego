# METADATA
# title: Bucket does not refuse old versions of TLS
# description: |
#   The policy leaves the least version of TLS to AWS, whose endpoints refuse less than 1.2 today by their own choice.
#   PCI DSS assessors ask for a control of ours that says so, and raising the minimum to 1.3 needs the same statement.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/network-isolation.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   facts: [unrefused]
#   params: { minimum_tls: "1.2" }
#   remediation: |
#     Deny what is older, for everyone, on the bucket and on its objects:
#       {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::NAME", "arn:aws:s3:::NAME/*"],
#       "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_allows_old_tls

violation contains {"message": message, "evidence": {"minimum": minimum}} if {
	"s3:GetObject" in open
	message := sprintf("its policy does not refuse TLS older than %s", [minimum])
}

violation contains {"message": message, "evidence": {"minimum": minimum}} if {
	not "s3:GetObject" in open
	"s3:PutObject" in open
	message := sprintf("its policy refuses TLS older than %s for reading objects and not for writing", [minimum])
}

minimum := sprintf("%v", [input.params.minimum_tls])

# Proven for 1.2 and 1.3; whatever else is asked for counts as not refused.
open := object.get(input.facts.unrefused, sprintf("tls_%s", [minimum]), ["s3:GetObject"])
