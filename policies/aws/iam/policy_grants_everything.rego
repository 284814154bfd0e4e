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
#   reads: [manager, attachments, document]
#   remediation: |
#     Replace it by a policy that names the services in use; IAM Access Analyzer drafts one from CloudTrail:
#     console, the role or user, "Generate policy based on CloudTrail events". Then detach this one:
#     aws iam list-entities-for-policy --policy-arn ARN
#     aws iam detach-role-policy --role-name NAME --policy-arn ARN
package rules.aws.iam.policy_grants_everything

violation contains {"message": message, "evidence": {"statement": index}} if {
	input.resource.manager == "customer"

	# A policy that is only somebody's boundary grants nothing.
	input.resource.attachments > 0
	some index, statement in input.resource.document.Statement
	statement.Effect == "Allow"
	not statement.Condition
	every_resource(statement)
	message := what(statement)
}

what(statement) := "allows every action on every resource" if {
	some action in statement.Action
	startswith(action, "*")
	regex.match(`^\*+(:\*+)?$`, action)
}

what(statement) := "allows every action but a few on every resource" if count(statement.NotAction) > 0

every_resource(statement) if "*" in statement.Resource

every_resource(statement) if {
	some resource in statement.Resource
	endswith(resource, "*")
	regex.match(`^(\*+|arn:(\*|aws[a-z-]*:\*)[:*]*)$`, resource)
}

every_resource(statement) if count(statement.NotResource) > 0
