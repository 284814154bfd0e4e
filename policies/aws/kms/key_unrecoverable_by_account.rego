# METADATA
# title: KMS key that the account can not recover
# description: |
#   The key policy leaves the account itself out, so if the principals that it names are deleted nobody can change the
#   policy.
#   The key and all data under it are then in the hands of AWS Support, which is a bad place to be in an outage.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
# custom:
#   severity: low
#   resource: aws.kms.key
#   reads: [manager, policy]
#   facts: [statement_actions]
#   remediation: |
#     Give the account's root at least kms:PutKeyPolicy:
#       {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::ACCOUNT:root"},
#       "Action": "kms:PutKeyPolicy", "Resource": "*"}
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
#     Where identity policies must not reach the key by intent, waive this and name who administers it.
package rules.aws.kms.key_unrecoverable_by_account

violation contains {"message": "its policy does not let the account change the policy"} if {
	input.resource.manager == "customer"
	not recoverable
}

recoverable if {
	some index, statement in input.resource.policy.Statement
	statement.Effect == "Allow"
	not limited(statement)
	some principal in statement.Principal.AWS
	stands_for_account(principal)
	"kms:PutKeyPolicy" in input.facts.statement_actions[index]
}

# The account once more is no limit.
limited(statement) if {
	some keys in statement.Condition
	some key, _ in keys
	not lower(key) in {"kms:calleraccount", "aws:principalaccount"}
}

stands_for_account(principal) if principal in {"*", input.resource.account}

stands_for_account(principal) if {
	parts := split(principal, ":")
	parts[4] == input.resource.account
	parts[5] == "root"
}
