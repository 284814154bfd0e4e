# METADATA
# title: Audit log bucket without access logging
# description: |
#   Who read, replaced or deleted the record of a trail leaves no mark of its own, and the trail can not vouch for
#   itself.
#   CIS asks for it because an intruder's first look around is at what the defenders can see.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [logging]
#   facts: [trails_here]
#   remediation: |
#     Console: S3, the bucket, "Properties", "Server access logging", into another bucket. CLI:
#     aws s3api put-bucket-logging --bucket NAME --bucket-logging-status \
#       '{"LoggingEnabled":{"TargetBucket":"LOGS","TargetPrefix":"NAME/"}}'
#     Terraform: aws_s3_bucket_logging with target_bucket and target_prefix.
package rules.aws.s3.audit_bucket_without_logging

violation contains {"message": message, "evidence": {"trails": input.facts.trails_here}} if {
	input.resource.logging == null
	some index, trail in input.facts.trails_here
	index == 0
	message := sprintf("keeps the record of trail %s and does not log who touches it", [substring(trail, 0, 100)])
}
