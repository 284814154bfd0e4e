# METADATA
# title: KMS key that can not rotate and was never replaced
# description: |
#   Asymmetric and HMAC keys keep one secret for their whole life, and this one has outlived its cryptoperiod.
#   A signature key of that age has signed so much that its loss could not be contained to a part of it.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys-manually.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# custom:
#   severity: low
#   resource: aws.kms.key
#   reads: [manager, state, spec, created_at]
#   facts: [now]
#   params: { max_fixed_key_age_days: 1095 }
#   remediation: |
#     Make a new key and move the alias; keep the old one for verifying and decrypting:
#     aws kms create-key --key-spec SPEC --key-usage USAGE
#     aws kms update-alias --alias-name alias/NAME --target-key-id NEW
#     Console: KMS, Customer managed keys, "Create key"; then "Aliases".
package rules.aws.kms.key_never_replaced

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.state == "Enabled"

	# Symmetric keys can rotate in place, which is for another rule.
	input.resource.spec != "SYMMETRIC_DEFAULT"
	is_string(input.resource.created_at)

	# Nanoseconds since 1970 end in 2262.
	input.resource.created_at < "2262"
	lived := time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(input.resource.created_at)
	age := floor(lived / 86400000000000)
	age > input.params.max_fixed_key_age_days
	message := sprintf("is a %s key of %d days, and such keys never rotate", [input.resource.spec, age])
	evidence := {"age_days": age, "max_age_days": input.params.max_fixed_key_age_days, "spec": input.resource.spec}
}
