# METADATA
# title: Patch baseline stopped at a date
# description: |
#   The baseline approves security patches that were published up to a date, and that date is long past.
#   No newer patch is ever installed or counted as missing, and the machines report that they comply.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-predefined-and-custom-patch-baselines.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PatchRule.html
# custom:
#   severity: medium
#   resource: aws.ssm.patch_baseline
#   reads: [approval_rules, customer_owned, operating_system]
#   facts: [now]
#   params: { max_frozen_days: 30 }
#   remediation: |
#     Move the date forward after each test, or approve by age:
#     Console: Systems Manager, "Patch Manager", "Patch baselines", the baseline, "Modify", "Approval rules". CLI:
#     aws ssm update-patch-baseline --baseline-id ID --approval-rules file://rules.json
#     Terraform: aws_ssm_patch_baseline, approval_rule { approve_after_days = 7 } in the place of approve_until_date
package rules.aws.ssm.patch_baseline_frozen

violation contains {"message": message, "evidence": {"class": kind, "approve_until": last}} if {
	input.resource.customer_owned == true
	some kind in kinds
	rules := [rule | some rule in input.resource.approval_rules; takes(rule, kind)]
	every rule in rules {
		is_string(rule.approve_until)
	}
	last := max([rule.approve_until | some rule in rules])
	last < long_ago
	message := sprintf("patches of the class %s are approved up to %s", [kind, last])
}

# Dates in this form come in the order of the alphabet.
long_ago := substring(time.format(time.parse_rfc3339_ns(input.facts.now) - frozen), 0, 10)

frozen := (input.params.max_frozen_days * 86400) * 1000000000

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
