# METADATA
# title: KMS key without rotation
# description: |
#   The key material never changes, so everything that the key ever encrypted depends on one secret for its whole life.
#   PCI DSS asks for a defined cryptoperiod; KMS rotates for free and keeps old ciphertexts readable.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# custom:
#   severity: medium
#   resource: aws.kms.key
#   reads: [manager, state, usage, spec, origin, rotation]
#   remediation: |
#     Console: KMS, Customer managed keys, the key, "Key rotation", "Automatic rotation". CLI:
#     aws kms enable-key-rotation --key-id ID --rotation-period-in-days 365
package rules.aws.kms.key_without_rotation

violation contains {"message": "its key material is never rotated"} if {
	# The only keys that KMS can rotate by itself and that the account decides about.
	input.resource.manager == "customer"
	input.resource.state == "Enabled"
	input.resource.usage == "ENCRYPT_DECRYPT"
	input.resource.spec == "SYMMETRIC_DEFAULT"
	input.resource.origin == "AWS_KMS"
	not input.resource.rotation.enabled == true
}
