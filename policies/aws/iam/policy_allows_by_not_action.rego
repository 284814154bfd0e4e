# METADATA
# title: Policy allows whatever it does not name
# description: |
#   Allow with NotAction grants every action but the listed ones, and every action that AWS invents from now on.
#   Nobody who reviews the access of a payments team can say what it grants, and what was meant as a limit is the
#   opposite of one.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
# custom:
#   severity: high
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     List what is allowed under Action. Where NotAction was meant to forbid, use it with "Effect": "Deny".
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_allows_by_not_action

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "not_action"
	not limited(power)
	message := sprintf("statement %d allows everything but %s", [power.statement + 1, concat(", ", power.not_actions)])
	evidence := {"statement": power.statement, "sid": power.sid, "not_actions": power.not_actions}
}

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}
