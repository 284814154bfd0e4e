# METADATA
# title: KMS key whose imported material expires soon
# description: |
#   On that day KMS deletes the key material, and everything under the key can not be read until the very same material
#   is imported again.
#   Payments stop in the middle of the night if the copy of it is not at hand, or nobody remembers the ceremony.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
#   - https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html
# custom:
#   severity: high
#   resource: aws.kms.key
#   reads: [manager, state, material_expires_at]
#   facts: [now]
#   params: { within_days: 30 }
#   remediation: |
#     Import the same material again with a later date or none:
#     aws kms get-parameters-for-import --key-id ID --wrapping-algorithm RSAES_OAEP_SHA_256 --wrapping-key-spec RSA_4096
#     aws kms import-key-material --key-id ID --encrypted-key-material fileb://material --import-token fileb://token \
#       --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE
#     Console: KMS, Customer managed keys, the key, "Key material", "Reimport key material".
package rules.aws.kms.key_material_expiring

violation contains {"message": message, "evidence": {"expires_at": input.resource.material_expires_at}} if {
	input.resource.manager == "customer"
	input.resource.state in {"Enabled", "Disabled"}
	is_string(input.resource.material_expires_at)

	# Nanoseconds since 1970 end in that year.
	input.resource.material_expires_at < "2262"
	left := time.parse_rfc3339_ns(input.resource.material_expires_at) - time.parse_rfc3339_ns(input.facts.now)
	days := floor(left / 86400000000000)
	days <= input.params.within_days
	message := sprintf("its key material expires in %d days", [days])
}
