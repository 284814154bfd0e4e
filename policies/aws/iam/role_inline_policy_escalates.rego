# METADATA
# title: Role with an inline policy that leads to administrator
# description: |
#   A policy written into the role lets whoever runs with it change permissions, hand out any role, read every
#   secret or do whatever is not named.
#   A flaw in the program that wears the role then opens the whole account, customers' money included.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# custom:
#   severity: high
#   resource: aws.iam.role
#   facts: [policy_powers]
#   remediation: |
#     Name the roles, secrets or principals that it needs, or allow changes within a boundary alone (condition
#     iam:PermissionsBoundary):
#     aws iam put-role-policy --role-name NAME --policy-name POLICY --policy-document file://policy.json
#     Console: IAM, Roles, the role, "Permissions", the policy, "Edit".
package rules.aws.iam.role_inline_policy_escalates

violation contains {"message": message, "evidence": evidence} if {
	some power in input.facts.policy_powers
	some kind, what in {
		"change_permissions": "changes permissions at will",
		"pass_any_role": "passes any role",
		"read_any_secret": "reads every secret",
	}
	power.power == kind
	not told_otherwise(power)
	not limited(power)
	given := concat(", ", power.actions)
	message := sprintf("inline policy %s, statement %d %s: %s", [power.policy, power.statement + 1, what, given])
	evidence := {"policy": power.policy, "statement": power.statement, "sid": power.sid, "power": power.power}
}

violation contains {"message": message, "evidence": evidence} if {
	some power in input.facts.policy_powers
	power.power == "not_action"
	not limited(power)
	left_out := concat(", ", power.not_actions)
	named := [power.policy, power.statement + 1, left_out]
	message := sprintf("inline policy %s, statement %d allows everything but %s", named)
	evidence := {"policy": power.policy, "statement": power.statement, "sid": power.sid, "power": power.power}
}

# What a statement allows by not naming it is reported once.
told_otherwise(power) if {
	some other in input.facts.policy_powers
	other.policy == power.policy
	other.statement == power.statement
	other.power == "not_action"
}

violation contains {"message": message, "evidence": evidence} if {
	some power in input.facts.policy_powers
	power.power == "everything"
	not limited(power)
	short_of_administrator(power)
	message := sprintf("inline policy %s, statement %d allows nearly everything", [power.policy, power.statement + 1])
	evidence := {"policy": power.policy, "statement": power.statement, "sid": power.sid, "power": power.power}
}

# What makes an administrator is reported where administrators are: everything, at any time, permissions included.
short_of_administrator(power) if power.administrator == false

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}
