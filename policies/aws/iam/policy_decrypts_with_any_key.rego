# METADATA
# title: Policy decrypts with every key
# description: |
#   Customer keys divide data only if few may use each of them, and this policy decrypts with all whose key policy
#   leaves it to IAM, which is the default.
#   The encryption that a regulator was shown then protects nothing from its holders.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
# custom:
#   severity: medium
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Name the keys: "Resource": "arn:aws:kms:REGION:ACCOUNT:key/ID", or bind the use to a service or alias with
#     kms:ViaService or kms:ResourceAliases.
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_decrypts_with_any_key

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "decrypt_with_any_key"
	not limited(power)
	not allows_far_more(power)
	given := concat(", ", power.actions)
	message := sprintf("statement %d decrypts with every key: %s", [power.statement + 1, given])
	evidence := {"statement": power.statement, "sid": power.sid, "actions": power.actions}
}

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}

# A statement that allows nearly everything is another rule's finding.
allows_far_more(power) if {
	some other in input.facts.policy_powers
	other.statement == power.statement
	other.power == "not_action"
}

# So is one that allows the whole of a service.
allows_far_more(power) if power.whole_services
