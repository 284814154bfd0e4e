# METADATA
# title: Role with an inline policy for all there is of a kind
# description: |
#   A policy written into the role reaches all of a service, all data of a kind, or what protects the account.
#   A program needs a few named resources, and what it has beyond them is what its next flaw gives away of
#   customers' data.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
# custom:
#   severity: medium
#   resource: aws.iam.role
#   facts: [policy_powers]
#   remediation: |
#     Name the buckets, tables, keys and roles in use:
#     aws iam put-role-policy --role-name NAME --policy-name POLICY --policy-document file://policy.json
#     Console: IAM, Roles, the role, "Permissions", the policy, "Edit".
package rules.aws.iam.role_inline_policy_too_broad

violation contains {"message": message, "evidence": evidence} if {
	some power in input.facts.policy_powers
	some kind, what in {
		"assume_any_role": "assumes any role that trusts it",
		"decrypt_with_any_key": "decrypts with every key",
		"delete_keys": "deletes or disables every key",
		"leave_guardrails": "switches off protection of the account",
		"read_any_object": "reads every object in S3",
		"read_any_table": "reads every DynamoDB table",
		"stop_the_trail": "stops or changes every trail",
		"subscribe_marketplace": "buys in the AWS Marketplace",
	}
	power.power == kind
	not limited(power)
	not told_otherwise(power)
	given := concat(", ", power.actions)
	message := sprintf("inline policy %s, statement %d %s: %s", [power.policy, power.statement + 1, what, given])
	evidence := {"policy": power.policy, "statement": power.statement, "sid": power.sid, "power": power.power}
}

violation contains {"message": message, "evidence": evidence} if {
	some power in input.facts.policy_powers
	power.power == "service_wildcard"
	not power.service in {"iam", "secretsmanager"}
	not limited(power)
	message := sprintf("inline policy %s, statement %d allows all of %s", [power.policy, power.statement + 1, power.service])
	evidence := {"policy": power.policy, "statement": power.statement, "sid": power.sid, "power": power.power}
}

# A statement that allows a whole service, or whatever it does not name, is reported as that.
told_otherwise(power) if power.whole_services

told_otherwise(power) if {
	some other in input.facts.policy_powers
	other.policy == power.policy
	other.statement == power.statement
	other.power == "not_action"
}

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}
