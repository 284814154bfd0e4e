# METADATA
# title: Policy reads every DynamoDB table
# description: |
#   Its holder can read or export every table of the account, accounts and transactions among them, and tables that
#   are made tomorrow.
#   A single compromised function is then enough for a breach of everything.
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html
#   - https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
# custom:
#   severity: medium
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Name the tables: "Resource": "arn:aws:dynamodb:REGION:ACCOUNT:table/NAME", and its indexes with "/index/*".
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_reads_any_table

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "read_any_table"
	not limited(power)
	not allows_far_more(power)
	given := concat(", ", power.actions)
	message := sprintf("statement %d reads every table: %s", [power.statement + 1, given])
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
