# METADATA
# title: Trail's events do not reach CloudWatch Logs
# description: |
#   The trail is set up to copy its events to a log group, and they do not arrive there, so alarms stay silent.
#   A silent alarm is taken for a quiet day: nobody looks while keys are made and data is copied.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
# custom:
#   severity: medium
#   resource: aws.cloudtrail.trail
#   reads: [log_group, status]
#   facts: [now]
#   params: { max_log_group_lag_hours: 24 }
#   remediation: |
#     Read the error, then correct the role that CloudTrail uses, or make the log group again:
#     aws cloudtrail get-trail-status --name ARN
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     Console: CloudTrail, Trails, the trail, "CloudWatch Logs", "Edit".
package rules.aws.cloudtrail.trail_log_group_not_reached

violation contains {"message": message, "evidence": {"log_group_delivery_error": error}} if {
	expected
	failed
	error := input.resource.status.log_group_delivery_error
	message := sprintf("its events do not reach the log group: %s", [error])
}

violation contains {"message": message, "evidence": evidence} if {
	expected
	not failed
	lag := hours(input.resource.status.log_group_delivered_at, newest)
	lag > input.params.max_log_group_lag_hours
	message := sprintf("the log group is %d hours behind the bucket", [floor(lag)])
	evidence := {"log_group_delivered_at": input.resource.status.log_group_delivered_at, "delivered_at": newest}
}

violation contains {"message": "its events never reached the log group"} if {
	expected
	not failed
	input.resource.status.log_group_delivered_at == null
	not started_lately
}

expected if {
	is_string(input.resource.log_group)
	input.resource.status.logging == true
}

failed if {
	is_string(input.resource.status.log_group_delivery_error)
	input.resource.status.log_group_delivery_error != ""
}

# In a quiet region there is nothing to deliver, so the measure is what reached the bucket.
newest := input.resource.status.delivered_at if is_string(input.resource.status.delivered_at)

newest := input.facts.now if input.resource.status.delivered_at == null

started_lately if {
	hours(input.resource.status.started_at, input.facts.now) <= input.params.max_log_group_lag_hours
}

hours(from, to) := (time.parse_rfc3339_ns(to) - time.parse_rfc3339_ns(from)) / 3600000000000 if is_string(from)
