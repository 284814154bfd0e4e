# METADATA
# title: Bucket keeps former versions for ever
# description: |
#   Objects that were deleted or replaced stay as versions without end, because no lifecycle rule expires them.
#   Customer data that had to be erased, under GDPR or at the end of its retention, is then still there to be leaked.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   reads: [versioning, lifecycle]
#   facts: [trails_here]
#   remediation: |
#     Console: S3, the bucket, "Management", "Create lifecycle rule", "Permanently delete noncurrent versions". CLI:
#     aws s3api put-bucket-lifecycle-configuration --bucket NAME --lifecycle-configuration \
#       '{"Rules":[{"ID":"old-versions","Status":"Enabled","Filter":{},
#       "NoncurrentVersionExpiration":{"NoncurrentDays":90}}]}'
#     The call replaces all lifecycle rules, so give it those that exist too.
#     Terraform: noncurrent_version_expiration { noncurrent_days = 90 } in aws_s3_bucket_lifecycle_configuration
package rules.aws.s3.bucket_keeps_old_versions

violation contains {"message": "no lifecycle rule ever removes former versions"} if {
	input.resource.versioning.enabled == true
	not expires

	# The record of a trail is meant to stay.
	count(input.facts.trails_here) == 0
}

# A rule for a part of the objects counts: which parts make a whole can not be told from outside.
expires if {
	is_array(input.resource.lifecycle)
	some rule in input.resource.lifecycle
	rule.enabled == true
	is_number(rule.noncurrent_expires_after_days)
}
