# METADATA
# title: Managed machine does not report
# description: |
#   Systems Manager has lost touch with the machine: it is neither scanned nor patched, and its last compliance is history.
#   A machine that nobody manages and that still runs is where an intruder can stay.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/troubleshooting-ssm-agent.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html
# custom:
#   severity: medium
#   resource: aws.ssm.instance
#   reads: [ping, last_ping_at]
#   facts: [now]
#   params: { max_silence_hours: 24 }
#   remediation: |
#     Console: Systems Manager, "Fleet Manager", the node. When it is stopped on purpose, waive it or terminate it; else see
#     whether the agent runs, whether its role allows it, and whether it reaches the endpoints of Systems Manager:
#     aws ssm describe-instance-information --filters Key=InstanceIds,Values=ID
#     aws ssm start-automation-execution --document-name AWSSupport-TroubleshootManagedInstance --parameters InstanceId=ID
package rules.aws.ssm.instance_not_reporting

violation contains {"message": message, "evidence": {"last_ping_at": last, "ping": input.resource.ping}} if {
	input.resource.ping != "Online"
	last := input.resource.last_ping_at
	is_string(last)
	hours := (time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(last)) / 3600000000000
	hours > input.params.max_silence_hours
	message := sprintf("it last answered %d hours ago", [floor(hours)])
}

violation contains {"message": "it never answered", "evidence": {"ping": input.resource.ping}} if {
	input.resource.ping != "Online"
	input.resource.last_ping_at == null
}
