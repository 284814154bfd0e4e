# METADATA
# title: Trail's digests are not delivered
# description: |
#   Log file validation is on, yet the digests that it rests on do not reach the bucket, so the files can not be validated.
#   CloudTrail writes a digest every hour, even when nothing happened: a gap in them is where a record can be forged unseen.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: medium
#   resource: aws.cloudtrail.trail
#   reads: [log_file_validation, status]
#   facts: [now]
#   params: { max_digest_age_hours: 24 }
#   remediation: |
#     Read the error, and let CloudTrail write below AWSLogs/ACCOUNT/CloudTrail-Digest/ in the bucket's policy and use the key:
#     aws cloudtrail get-trail-status --name ARN
#     Console: S3, the bucket, "Permissions", "Bucket policy".
package rules.aws.cloudtrail.trail_digests_not_delivered

violation contains {"message": message, "evidence": {"digest_delivery_error": error}} if {
	expected
	error := input.resource.status.digest_delivery_error
	failed
	message := sprintf("its digests do not reach the bucket: %s", [error])
}

violation contains {"message": message, "evidence": {"digest_delivered_at": last}} if {
	expected
	not failed
	last := input.resource.status.digest_delivered_at
	age := hours_since(last)
	age > input.params.max_digest_age_hours
	message := sprintf("its last digest reached the bucket %d hours ago", [floor(age)])
}

violation contains {"message": "no digest ever reached the bucket"} if {
	expected
	not failed
	input.resource.status.digest_delivered_at == null
	not started_lately
}

expected if {
	input.resource.log_file_validation == true
	input.resource.status.logging == true
}

failed if {
	is_string(input.resource.status.digest_delivery_error)
	input.resource.status.digest_delivery_error != ""
}

started_lately if hours_since(input.resource.status.started_at) <= input.params.max_digest_age_hours

hours_since(t) := (time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(t)) / 3600000000000 if is_string(t)
