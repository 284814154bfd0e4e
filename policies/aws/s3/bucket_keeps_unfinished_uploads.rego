# METADATA
# title: Bucket keeps unfinished uploads for ever
# description: |
#   The parts of an upload that was never completed stay and are paid for, and no listing of objects shows them.
#   They hold pieces of customer files that neither retention nor erasure ever reaches.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   reads: [lifecycle]
#   remediation: |
#     Console: S3, the bucket, "Management", "Create lifecycle rule", "Delete incomplete multipart uploads". CLI:
#     aws s3api put-bucket-lifecycle-configuration --bucket NAME --lifecycle-configuration \
#       '{"Rules":[{"ID":"unfinished","Status":"Enabled","Filter":{},
#       "AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7}}]}'
#     The call replaces all lifecycle rules, so give it those that exist too.
#     Terraform: abort_incomplete_multipart_upload of aws_s3_bucket_lifecycle_configuration
package rules.aws.s3.bucket_keeps_unfinished_uploads

violation contains {"message": "no lifecycle rule removes uploads that were never completed"} if not aborts

aborts if {
	is_array(input.resource.lifecycle)
	some rule in input.resource.lifecycle
	rule.enabled == true
	is_number(rule.aborts_uploads_after_days)
}
