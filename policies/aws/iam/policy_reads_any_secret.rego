# METADATA
# title: Policy reads every secret
# description: |
#   Its holder can read every database password, API key and signing secret in Secrets Manager or Parameter Store.
#   From there the way leads to the databases themselves, and to payment partners, where no policy of AWS's holds.
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
# custom:
#   severity: high
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Name the secrets: "Resource": "arn:aws:secretsmanager:REGION:ACCOUNT:secret:APP/*", parameters likewise by
#     path, or bind both to a tag.
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_reads_any_secret

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "read_any_secret"
	not limited(power)
	not allows_far_more(power)
	given := concat(", ", power.actions)
	message := sprintf("statement %d reads every secret or parameter: %s", [power.statement + 1, given])
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
