# METADATA
# title: KMS key rotates too seldom
# description: |
#   The key rotates, and at a period so long that one version of its material protects years of data.
#   The cryptoperiod that PCI DSS wants defined is usually a year, and KMS charges little for keeping to it.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#   - https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
# custom:
#   severity: low
#   resource: aws.kms.key
#   reads: [manager, state, rotation]
#   params: { max_rotation_days: 365 }
#   remediation: |
#     Console: KMS, Customer managed keys, the key, "Key rotation", "Edit". CLI:
#     aws kms enable-key-rotation --key-id ID --rotation-period-in-days 365
#     Terraform: rotation_period_in_days = 365
package rules.aws.kms.key_rotates_slowly

violation contains {"message": message, "evidence": {"period_days": days, "limit": input.params.max_rotation_days}} if {
	input.resource.manager == "customer"
	input.resource.state == "Enabled"
	input.resource.rotation.enabled == true
	days := input.resource.rotation.period_days
	is_number(days)
	days > input.params.max_rotation_days
	message := sprintf("its key material is rotated only every %d days", [days])
}
