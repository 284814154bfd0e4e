# METADATA
# title: KMS key that exists in several regions
# description: |
#   The same key material can be copied to any region, so data that was tied to one region by its key can be read in
#   another.
#   Where customers were promised that data stays in a country, the key is what enforces it.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
# custom:
#   severity: low
#   resource: aws.kms.key
#   reads: [manager, state, multi_region, aliases]
#   params: { multi_region_aliases: [] }
#   remediation: |
#     A key can not be made single-region: make a new one, re-encrypt, and move the alias.
#     aws kms create-key --no-multi-region
#     aws kms update-alias --alias-name alias/NAME --target-key-id NEW
#     Console: KMS, Customer managed keys, "Create key", "Advanced options", "Single-Region key".
#     Terraform: multi_region = false
#     Keys for applications in several regions belong in multi_region_aliases, as alias/NAME.
package rules.aws.kms.key_multi_region

violation contains {"message": "is a multi-region key, and can be copied to other regions"} if {
	input.resource.manager == "customer"
	input.resource.multi_region == true
	not input.resource.state in {"PendingDeletion", "PendingReplicaDeletion"}
	not allowed
}

allowed if {
	is_array(input.resource.aliases)
	some alias in input.resource.aliases
	alias in input.params.multi_region_aliases
}
