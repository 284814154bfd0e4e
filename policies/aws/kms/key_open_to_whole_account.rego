# METADATA
# title: KMS key open to the whole account
# description: |
#   The key policy admits every principal that calls from the account, so no identity policy has to grant the use of the
#   key.
#   A build role or an intern's user decrypts customer data as well as the application that it was meant for.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
# custom:
#   severity: medium
#   resource: aws.kms.key
#   reads: [policy]
#   remediation: |
#     Name the account's root as the principal, arn:aws:iam::ACCOUNT:root, which leaves the decision to identity
#     policies, or tie the statement to one service with kms:ViaService.
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_open_to_whole_account

violation contains {"message": message, "evidence": {"statement": index, "actions": actions}} if {
	some index, statement in input.resource.policy.Statement
	statement.Effect == "Allow"
	"*" in statement.Principal.AWS
	names_account(statement)

	# Anything else that is asked for narrows it further.
	others := {lower(key) | some keys in statement.Condition; some key, _ in keys}
	count((others - account_keys) - {"aws:securetransport"}) == 0
	actions := object.get(statement, "Action", ["all but some"])
	message := sprintf("%s lets every principal of the account in without an identity policy", [label(index, statement)])
}

names_account(statement) if {
	some operator, keys in statement.Condition
	lower(operator) in {"stringequals", "stringequalsignorecase", "stringlike"}
	some key, values in keys
	lower(key) in account_keys
	input.resource.account in values
}

account_keys := {"kms:calleraccount", "aws:principalaccount"}

label(index, statement) := sprintf("statement %d of its policy", [index + 1]) if not statement.Sid

label(_, statement) := sprintf("statement \"%s\" of its policy", [substring(statement.Sid, 0, 100)]) if statement.Sid
