# METADATA
# title: Settings that Systems Manager keeps are not in place
# description: |
#   Machines do not have the state that an association or a check of the bank's own demands, such as an agent or a hardening.
#   What was promised to auditors as kept by machine is not there.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/compliance-about.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListComplianceSummaries.html
# custom:
#   severity: low
#   resource: aws.ssm.compliance_summary
#   reads: [non_compliant, non_compliant_by_severity]
#   remediation: |
#     See which machines they are and why, then apply the association again:
#     aws ssm list-resource-compliance-summaries --filters Key=Status,Values=NON_COMPLIANT
#     aws ssm start-associations-once --association-ids ID
#     Console: Systems Manager, "Compliance".
package rules.aws.ssm.compliance_summary_with_failures

# Missing patches are found machine by machine.
violation contains {"message": message, "evidence": {"by_severity": severities}} if {
	input.resource.name != "Patch"
	input.resource.non_compliant > 0
	message := sprintf("%d resources do not comply", [input.resource.non_compliant])
	severities := {severity: number |
		some severity, number in input.resource.non_compliant_by_severity
		number > 0
	}
}
