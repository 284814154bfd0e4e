# METADATA
# title: Patch baseline approves critical patches late
# description: |
#   Critical security patches wait in this baseline for longer than attackers need to turn a published patch into an attack.
#   Until they are approved they do not count as missing, so the machines report that they comply.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-predefined-and-custom-patch-baselines.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PatchRule.html
# custom:
#   severity: medium
#   resource: aws.ssm.patch_baseline
#   reads: [approval_rules, customer_owned, operating_system]
#   facts: [now]
#   params: { max_approval_days: 14 }
#   remediation: |
#     Console: Systems Manager, "Patch Manager", "Patch baselines", the baseline, "Modify", "Approval rules",
#     "Approve patches after a specified number of days". AWS's own baselines wait 7 days. CLI:
#     aws ssm update-patch-baseline --baseline-id ID --approval-rules file://rules.json
#     Terraform: aws_ssm_patch_baseline, approval_rule { approve_after_days = 7 }
package rules.aws.ssm.patch_baseline_approves_late

violation contains {"message": message, "evidence": evidence} if {
	input.resource.customer_owned == true
	some kind in kinds
	rules := [rule | some rule in input.resource.approval_rules; takes(rule, kind)]
	count([rule | some rule in rules; at_once(rule)]) == 0

	# The earliest of several rules decides.
	days := min([rule.approve_after_days | some rule in rules; is_number(rule.approve_after_days)])
	days > input.params.max_approval_days
	message := sprintf("patches of the class %s wait %d days for approval", [kind, days])
	evidence := {"class": kind, "approve_after_days": days}
}

# Debian and Ubuntu know no delays.
at_once(rule) if {
	rule.approve_after_days == null
	rule.approve_until == null
}

at_once(rule) if rule.approve_until >= substring(input.facts.now, 0, 10)

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
