# METADATA
# title: Bucket logs to itself
# description: |
#   Every delivered log is a request that is logged again, so logs about logs bury the requests that matter and the bill
#   grows.
#   Whoever may delete objects here may also delete the record of what they read.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   reads: [logging]
#   remediation: |
#     Send the logs to a bucket that does nothing else:
#     aws s3api put-bucket-logging --bucket NAME --bucket-logging-status \
#       '{"LoggingEnabled":{"TargetBucket":"LOGS","TargetPrefix":"NAME/"}}'
#     Console: S3, the bucket, "Properties", "Server access logging". Terraform: aws_s3_bucket_logging, target_bucket.
package rules.aws.s3.bucket_logs_to_itself

violation contains {"message": message, "evidence": {"prefix": input.resource.logging.prefix}} if {
	input.resource.logging.bucket == input.resource.name
	message := "sends its access logs to itself"
}
