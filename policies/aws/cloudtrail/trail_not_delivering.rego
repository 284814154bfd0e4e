# METADATA
# title: Trail has delivered nothing for days
# description: |
#   The trail records every region and reports no error, and still no file reached its bucket for days.
#   An account in use makes calls every hour, so the record of payments and logins has a hole that nobody was told about.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
# custom:
#   severity: medium
#   resource: aws.cloudtrail.trail
#   reads: [multi_region, status]
#   facts: [now]
#   params: { max_delivery_age_hours: 48 }
#   remediation: |
#     See what the trail was asked to record, and whether its bucket and key still let it write:
#     aws cloudtrail get-event-selectors --trail-name ARN
#     aws s3api get-bucket-policy --bucket BUCKET
#     Console: CloudTrail, Trails, the trail, "Last log file delivered".
package rules.aws.cloudtrail.trail_not_delivering

violation contains {"message": message, "evidence": {"delivered_at": last}} if {
	expected
	last := input.resource.status.delivered_at
	age := hours_since(last)
	age > input.params.max_delivery_age_hours
	message := sprintf("its last file reached the bucket %d hours ago", [floor(age)])
}

violation contains {"message": "no file of it ever reached the bucket"} if {
	expected
	input.resource.status.delivered_at == null
}

# A trail of one region may have nothing to deliver; an error is the finding of another rule.
expected if {
	input.resource.multi_region == true
	input.resource.status.logging == true
	not failed
	not started_lately
}

failed if {
	is_string(input.resource.status.delivery_error)
	input.resource.status.delivery_error != ""
}

started_lately if hours_since(input.resource.status.started_at) <= input.params.max_delivery_age_hours

hours_since(t) := (time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(t)) / 3600000000000 if is_string(t)
