# METADATA
# title: Policy allows a whole service
# description: |
#   Every action on every resource of a service is more than any job needs: what reads also deletes, and what uses
#   also administers.
#   One mistake of its holder then wipes what customers rely on, and each action that AWS brings out later is
#   granted in advance.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-generation.html
# custom:
#   severity: medium
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   params: { allowed_services: [] }
#   remediation: |
#     Name the actions in use; "Generate policy based on CloudTrail events" on the role or user drafts them. At
#     least split reading from administering.
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_allows_whole_service

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "service_wildcard"

	# IAM and Secrets Manager are worse, and rules of their own say so.
	not power.service in {"iam", "secretsmanager"}
	not power.service in input.params.allowed_services
	not limited(power)
	message := sprintf("statement %d allows all of %s", [power.statement + 1, power.service])
	evidence := {"statement": power.statement, "sid": power.sid, "service": power.service, "actions": power.actions}
}

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}
