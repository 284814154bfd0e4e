# METADATA
# title: KMS key that accepts attestation of anything
# description: |
#   The condition on the enclave's measurements accepts zeros, which is what an enclave in debug mode has, or any value
#   at all.
#   In debug mode the parent instance reads the enclave's console, and with it the card numbers that it was built to
#   hide.
# related_resources:
#   - https://docs.aws.amazon.com/enclaves/latest/user/set-up-attestation.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-nitro-enclaves.html
# custom:
#   severity: high
#   resource: aws.kms.key
#   reads: [policy]
#   remediation: |
#     Write the measurement of the image that you release in its place, as nitro-cli build-enclave prints it (PCR0), or
#     PCR8 of its signature.
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_attestation_proves_nothing

violation contains {"message": message, "evidence": {"statement": index, "condition": key}} if {
	some index, statement in input.resource.policy.Statement
	statement.Effect == "Allow"
	some operator, keys in statement.Condition
	lower(operator) in {"stringequals", "stringequalsignorecase", "stringlike"}
	some key, values in keys
	startswith(lower(key), "kms:recipientattestation:")
	some value in values
	what := accepts(operator, value)
	message := sprintf("%s accepts %s as %s", [label(index, statement), what, substring(key, 25, 20)])
}

accepts(_, value) := "zeros, which debug mode has," if {
	count(value) >= 64
	replace(value, "0", "") == ""
}

accepts(operator, value) := "any value" if {
	lower(operator) == "stringlike"
	trim(value, "*?") == ""
}

label(index, statement) := sprintf("statement %d of its policy", [index + 1]) if not statement.Sid

label(_, statement) := sprintf("statement \"%s\" of its policy", [substring(statement.Sid, 0, 100)]) if statement.Sid
