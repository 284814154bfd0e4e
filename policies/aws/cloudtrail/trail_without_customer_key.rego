# METADATA
# title: Trail not encrypted with a customer key
# description: |
#   Everybody who may read the bucket can read the record of all calls: who administers what, and where the data lies.
#   With a key of the account's own, reading takes a second permission, and each use of it is recorded.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# custom:
#   severity: medium
#   resource: aws.cloudtrail.trail
#   reads: [kms_key]
#   remediation: |
#     Give a key the policy that CloudTrail needs, then
#     Console: CloudTrail, Trails, the trail, "General details", "Edit", "Log file SSE-KMS encryption". CLI:
#     aws cloudtrail update-trail --name ARN --kms-key-id KEY-ARN
#     Terraform: aws_cloudtrail, kms_key_id = aws_kms_key.trail.arn
package rules.aws.cloudtrail.trail_without_customer_key

violation contains {"message": "its files are encrypted with S3's own keys only"} if not has_key

has_key if {
	is_string(input.resource.kms_key)
	input.resource.kms_key != ""
}
