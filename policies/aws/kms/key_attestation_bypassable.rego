# METADATA
# title: KMS key whose attestation can be bypassed
# description: |
#   One statement lets only an attested enclave use the key, and another allows the same without attestation.
#   The parent instance, or whoever takes it over, then decrypts card numbers outside the enclave that was built to hide
#   them.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-nitro-enclaves.html
#   - https://docs.aws.amazon.com/enclaves/latest/user/kms.html
# custom:
#   severity: high
#   resource: aws.kms.key
#   reads: [policy]
#   facts: [statement_actions]
#   remediation: |
#     Take these actions out of the other statement, also out of kms:* for the account's root, or deny them to whoever
#     shows no attestation:
#       {"Effect": "Deny", "Principal": "*", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*",
#       "Condition": {"StringNotEqualsIgnoreCase": {"kms:RecipientAttestation:ImageSha384": "DIGEST"}}}
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_attestation_bypassable

violation contains {"message": message, "evidence": {"statement": index, "actions": open}} if {
	some index, statement in input.resource.policy.Statement
	statement.Effect == "Allow"
	not requires(statement)
	open := [action | some action in attested; acts(index, action); not closed(action)]
	count(open) > 0
	message := sprintf("%s allows %s without attestation", [label(index, statement), concat(", ", open)])
}

# What some statement allows under attestation, of the operations that know it.
attested contains action if {
	some action in operations
	some index, statement in input.resource.policy.Statement
	statement.Effect == "Allow"
	some keys in statement.Condition
	some key, _ in keys
	of_attestation(key)
	acts(index, action)
}

operations := [
	"kms:Decrypt",
	"kms:DeriveSharedSecret",
	"kms:GenerateDataKey",
	"kms:GenerateDataKeyPair",
	"kms:GenerateRandom",
]

of_attestation(key) if startswith(lower(key), "kms:recipientattestation:")

# Operators that end in IfExists or begin with ForAllValues hold where nothing is attested.
requires(statement) if {
	some operator, keys in statement.Condition
	lower(operator) in {"stringequals", "stringequalsignorecase", "stringlike"}
	some key, _ in keys
	of_attestation(key)
}

# A denial for everyone whose attestation is missing or another.
closed(action) if {
	some index, statement in input.resource.policy.Statement
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	acts(index, action)
	count(statement.Condition) > 0
	every operator, keys in statement.Condition {
		startswith(lower(operator), "stringnot")
		every key, _ in keys {
			of_attestation(key)
		}
	}
}

label(index, statement) := sprintf("statement %d of its policy", [index + 1]) if not statement.Sid

label(_, statement) := sprintf("statement \"%s\" of its policy", [substring(statement.Sid, 0, 100)]) if statement.Sid

acts(index, action) if action in input.facts.statement_actions[index]
