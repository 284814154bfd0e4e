# METADATA
# title: Policy can switch off account-wide protection
# description: |
#   Its holder can leave the organization, open the account's public access block, or delete what watches: Access
#   Analyzer, GuardDuty, Config.
#   Each of these is one call, makes no noise, and takes away what keeps every other mistake from reaching
#   customers' data.
# related_resources:
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: medium
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Take these actions out of it, and deny them to everybody but one role by a service control policy of the
#     organization.
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_leaves_guardrails

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "leave_guardrails"
	not limited(power)
	not allows_far_more(power)
	given := concat(", ", power.actions)
	message := sprintf("statement %d can switch off protection of the whole account: %s", [power.statement + 1, given])
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
