# METADATA
# title: KMS key that is disabled and unused
# description: |
#   Nothing that was collected names the key, and yet it is kept, paid for and one call away from decrypting old data
#   again.
#   Keys at the end of their life belong in a scheduled deletion, which PCI DSS asks for, or in a documented archive.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-determining-usage.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html
# custom:
#   severity: low
#   resource: aws.kms.key
#   reads: [manager, state]
#   facts: [key_users]
#   remediation: |
#     Look for its last use in CloudTrail, over a year at least, then schedule its deletion with the longest wait:
#     aws kms schedule-key-deletion --key-id ID --pending-window-in-days 30
#     Console: KMS, Customer managed keys, the key, "Key actions", "Schedule key deletion".
#     An archive key is a reason for a waiver.
package rules.aws.kms.key_disabled_and_unused

violation contains {"message": "is disabled, and nothing that was collected uses it"} if {
	input.resource.manager == "customer"
	input.resource.state == "Disabled"
	count(input.facts.key_users) == 0
}
