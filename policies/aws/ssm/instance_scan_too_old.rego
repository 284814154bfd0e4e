# METADATA
# title: Patch compliance is out of date
# description: |
#   The last look at the machine's patches lies so far back that patches published since are not counted as missing.
#   Compliance reports go on showing the good result of that day.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-compliance-states.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-policies.html
# custom:
#   severity: medium
#   resource: aws.ssm.instance
#   reads: [patches]
#   facts: [now]
#   params: { max_scan_age_days: 7 }
#   remediation: |
#     Scan now, and every day from now on by a patch policy:
#     aws ssm send-command --document-name AWS-RunPatchBaseline --parameters Operation=Scan --instance-ids ID
#     Console: Systems Manager, "Patch Manager", "Create patch policy".
package rules.aws.ssm.instance_scan_too_old

violation contains {"message": message, "evidence": {"ended_at": ended}} if {
	ended := input.resource.patches.ended_at
	is_string(ended)
	days := (time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(ended)) / 86400000000000
	days > input.params.max_scan_age_days
	message := sprintf("its patches were last looked at %d days ago", [floor(days)])
}

violation contains {"message": "no look at its patches ever came to an end"} if {
	input.resource.patches.operation
	input.resource.patches.ended_at == null
}
