# METADATA
# title: Patch baseline approves no critical security patches
# description: |
#   No rule of the baseline approves critical security patches, so machines that use it never get them.
#   What is not approved does not count as missing either: these machines report that they comply.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-approved-rejected-package-name-formats.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-create-a-patch-baseline-for-windows.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PatchFilter.html
# custom:
#   severity: medium
#   resource: aws.ssm.patch_baseline
#   reads: [approval_rules, customer_owned, operating_system]
#   remediation: |
#     Console: Systems Manager, "Patch Manager", "Patch baselines", the baseline, "Modify", "Approval rules": add a rule
#     for the class Security (on Windows SecurityUpdates and CriticalUpdates) and all severities. CLI:
#     aws ssm update-patch-baseline --baseline-id ID --approval-rules file://rules.json
package rules.aws.ssm.patch_baseline_without_security_patches

violation contains {"message": message, "evidence": {"class": kind}} if {
	input.resource.customer_owned == true
	some kind in kinds
	taken := [rule | some rule in input.resource.approval_rules; takes(rule, kind)]
	count(taken) == 0
	message := sprintf("no rule of it approves critical patches of the class %s", [kind])
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
