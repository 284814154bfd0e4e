# METADATA
# title: Bucket without access logging
# description: |
#   Nobody can tell afterwards who read which object, so a leak can neither be bounded nor ruled out.
#   After a breach the supervisor asks whose data was read, and without logs the honest answer is everybody's.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/logging-with-S3.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [logging]
#   facts: [trails_here, logs_here]
#   remediation: |
#     Console: S3, the bucket, "Properties", "Server access logging". CLI:
#     aws s3api put-bucket-logging --bucket NAME --bucket-logging-status \
#       '{"LoggingEnabled":{"TargetBucket":"LOGS","TargetPrefix":"NAME/"}}'
#     Terraform: aws_s3_bucket_logging with target_bucket and target_prefix.
#     Where a trail records S3 data events for the bucket instead, waive this with the trail's name as the reason.
package rules.aws.s3.bucket_without_logging

violation contains {"message": "requests to it are not logged"} if {
	input.resource.logging == null

	# A bucket that receives access logs would log the delivery of its own logs; the bucket of a trail has its own rule.
	input.facts.logs_here == 0
	count(input.facts.trails_here) == 0
}
