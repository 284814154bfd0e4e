# METADATA
# title: Bucket for access logs that can not take them
# description: |
#   The bucket locks every object by default, and S3 delivers no access logs to such a bucket and says nothing about it.
#   Everybody believes that access is logged until the day on which somebody has to prove who read what.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [object_lock]
#   facts: [logs_here]
#   remediation: |
#     Send the logs to a bucket without default retention, and copy them to the locked one by replication if they must
#     be locked:
#     aws s3api put-bucket-logging --bucket SOURCE --bucket-logging-status \
#       '{"LoggingEnabled":{"TargetBucket":"LOGS","TargetPrefix":"SOURCE/"}}'
#     Console: S3, the source bucket, "Properties", "Server access logging".
#     Terraform: target_bucket of aws_s3_bucket_logging.
package rules.aws.s3.log_bucket_with_default_retention

violation contains {"message": message, "evidence": {"sources": sources, "mode": input.resource.object_lock.mode}} if {
	sources := input.facts.logs_here
	sources > 0

	# Object lock without a default period does not stand in the way.
	is_string(input.resource.object_lock.mode)
	message := sprintf("locks what is delivered, so the access logs of %d buckets do not arrive", [sources])
}
