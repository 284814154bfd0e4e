# METADATA
# title: Patch baseline does not grade critical patches
# description: |
#   Missing critical security patches are reported without that grade, so counts of critical patches stay at zero.
#   Whoever sorts by severity looks at the wrong machines first.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PatchRule.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstancePatchState.html
# custom:
#   severity: low
#   resource: aws.ssm.patch_baseline
#   reads: [approval_rules, customer_owned, operating_system]
#   remediation: |
#     Console: Systems Manager, "Patch Manager", "Patch baselines", the baseline, "Modify", "Approval rules",
#     "Compliance reporting": Critical. CLI:
#     aws ssm update-patch-baseline --baseline-id ID --approval-rules file://rules.json
#     Terraform: aws_ssm_patch_baseline, approval_rule { compliance_level = "CRITICAL" }
package rules.aws.ssm.patch_baseline_without_compliance_level

violation contains {"message": message, "evidence": {"class": kind}} if {
	input.resource.customer_owned == true
	some kind in kinds
	levels := {rule.compliance_level | some rule in input.resource.approval_rules; takes(rule, kind)}
	count(levels) > 0
	not "CRITICAL" in levels
	message := sprintf("critical patches of the class %s are not reported as critical when they are missing", [kind])
}

# The classes of patches that close holes. Debian and Ubuntu have no classes: a rule without them takes every class.
kinds := {"SecurityUpdates", "CriticalUpdates"} if input.resource.operating_system == "WINDOWS"

kinds := {"Security"} if input.resource.operating_system != "WINDOWS"

takes(rule, kind) if {
	takes_class(rule, kind)
	takes_critical(rule, kind)
	not only_applications(rule)
}

takes_class(rule, _) if not rule.filters.CLASSIFICATION

takes_class(rule, kind) if {
	some class in rule.filters.CLASSIFICATION
	class in {kind, "*"}
}

# Windows grades security updates only.
takes_critical(_, kind) if kind == "CriticalUpdates"

takes_critical(rule, kind) if {
	kind != "CriticalUpdates"
	not leaves_out_critical(rule)
}

leaves_out_critical(rule) if {
	some key, severities in rule.filters
	key in {"SEVERITY", "MSRC_SEVERITY"}
	count({"Critical", "*"} & {severity | some severity in severities}) == 0
}

# A rule for Microsoft's applications says nothing about Windows itself.
only_applications(rule) if {
	"APPLICATION" in rule.filters.PATCH_SET
	not "OS" in rule.filters.PATCH_SET
}
