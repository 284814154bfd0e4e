# METADATA
# title: KMS key with imported key material
# description: |
#   The key material was made outside KMS, so copies of it exist outside the hardware modules, and its keeping is ours
#   to prove.
#   KMS does not rotate it by itself, and if it is lost or expires AWS can not restore it.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
# custom:
#   severity: low
#   resource: aws.kms.key
#   reads: [manager, state, origin]
#   remediation: |
#     Unless a regulator or contract asks for own material, make a key whose material KMS makes, move the alias, and
#     re-encrypt:
#     aws kms create-key --origin AWS_KMS
#     aws kms update-alias --alias-name alias/NAME --target-key-id NEW
#     Console: KMS, Customer managed keys, "Create key", "Advanced options", "Key material origin". Where it is meant,
#     waive it and name the ceremony's record.
package rules.aws.kms.key_with_imported_material

violation contains {"message": "its key material was made outside KMS and imported"} if {
	input.resource.manager == "customer"
	input.resource.origin == "EXTERNAL"
	not input.resource.state in {"PendingDeletion", "PendingReplicaDeletion"}
}
