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
	open := [action | some action in attested; acts(statement, lower(action)); not closed(lower(action))]
	count(open) > 0
	message := sprintf("%s allows %s without attestation", [label(index, statement), concat(", ", open)])
}

# What some statement allows under attestation, of the operations that know it.
attested contains action if {
	some action in operations
	some statement in input.resource.policy.Statement
	statement.Effect == "Allow"
	some keys in statement.Condition
	some key, _ in keys
	of_attestation(key)
	acts(statement, lower(action))
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
	some statement in input.resource.policy.Statement
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	acts(statement, action)
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

acts(statement, action) if {
	some pattern in statement.Action
	stands_for(pattern, action)
}

acts(statement, action) if {
	count(statement.NotAction) > 0
	excluded := [pattern | some pattern in statement.NotAction; stands_for(pattern, action)]
	count(excluded) == 0
}

stands_for(pattern, action) if lower(pattern) == action

stands_for(pattern, action) if {
	endswith(pattern, "*")
	startswith(action, lower(trim_right(pattern, "*")))
}

# Wildcards elsewhere. A pattern with a character that no action has stands for none, so nothing else needs an escape.
stands_for(pattern, action) if {
	start := trim_right(pattern, "*")
	replace(replace(start, "*", ""), "?", "") != start
	regex.match(`^[a-z0-9:*?-]{1,128}$`, lower(pattern))
	regex.match(sprintf("^%s$", [replace(replace(lower(pattern), "*", ".*"), "?", ".")]), action)
}
