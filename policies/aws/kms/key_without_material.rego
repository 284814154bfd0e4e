# METADATA
# title: KMS key that waits for key material
# description: |
#   The imported material expired, was deleted or never arrived, so nothing under the key can be read or written.
#   If it ever protected anything, that is an outage, and the data is lost unless the very same material is imported.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
# custom:
#   severity: medium
#   resource: aws.kms.key
#   reads: [state]
#   remediation: |
#     Import the material, or delete the key if it never had any:
#     aws kms get-parameters-for-import --key-id ID --wrapping-algorithm RSAES_OAEP_SHA_256 --wrapping-key-spec RSA_4096
#     aws kms import-key-material --key-id ID --encrypted-key-material fileb://material --import-token fileb://token \
#       --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE
#     Console: KMS, Customer managed keys, the key, "Key material", "Import key material".
package rules.aws.kms.key_without_material

violation contains {"message": "has no key material, so nothing under it can be read"} if {
	input.resource.state == "PendingImport"
}
