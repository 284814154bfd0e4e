# METADATA
# title: Policy grants everything
# description: |
#   Whoever holds this policy can do anything to anything, also switch off logging and make more administrators.
#   In a regulated account that defeats segregation of duties, and any one holder's mistake or leak is total.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
# custom:
#   severity: high
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Replace it by a policy that names the services in use; IAM Access Analyzer drafts one from CloudTrail.
#     Console: IAM, Roles or Users, the holder, "Generate policy based on CloudTrail events". Then detach this one:
#     aws iam list-entities-for-policy --policy-arn ARN
#     aws iam detach-role-policy --role-name NAME --policy-arn ARN
package rules.aws.iam.policy_grants_everything

violation contains {"message": message(entry), "evidence": {"statement": entry.statement}} if {
	input.resource.manager == "customer"

	# A policy that is only somebody's boundary grants nothing.
	input.resource.attachments > 0
	some entry in input.facts.policy_powers
	entry.power == "everything"
	count(entry.conditions) == 0
}

message(entry) := "allows every action on every resource" if count(entry.not_actions) == 0

message(entry) := "allows every action but a few on every resource" if count(entry.not_actions) > 0
