# METADATA
# title: Trail records nothing
# description: |
#   The trail exists but is stopped, or can not deliver, so calls to AWS leave no trace where auditors look for it.
#   Stopping the trail is among the first things that an intruder does, and regulators ask for a complete record.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: high
#   resource: aws.cloudtrail.trail
#   reads: [status]
#   remediation: |
#     Console: CloudTrail, "Event history", look for StopLogging to learn who stopped it; then Trails, the trail, "Start logging". CLI:
#     aws cloudtrail start-logging --name ARN
#     When delivery fails, the status says why; correct the policy of the bucket or of the key:
#     aws cloudtrail get-trail-status --name ARN
#     Terraform: aws_cloudtrail, enable_logging = true
package rules.aws.cloudtrail.trail_not_logging

violation contains {"message": "it is stopped"} if not logging

violation contains {"message": message, "evidence": {"delivery_error": error}} if {
	logging
	error := input.resource.status.delivery_error
	is_string(error)
	error != ""
	message := sprintf("its files do not reach the bucket: %s", [error])
}

logging if input.resource.status.logging == true
