# METADATA
# title: KMS key that is disabled and still in use
# description: |
#   Other resources name the key, and every call that needs it fails while it is disabled: trails do not deliver,
#   secrets can not be read.
#   Failures like that stay unseen until the records or the backup are needed.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html
# custom:
#   severity: medium
#   resource: aws.kms.key
#   reads: [manager, state]
#   facts: [key_users]
#   remediation: |
#     Enable it, or move what uses it to another key first:
#     aws kms enable-key --key-id ID
#     Console: KMS, Customer managed keys, the key, "Key actions", "Enable".
package rules.aws.kms.key_disabled_in_use

violation contains {"message": message, "evidence": {"users": input.facts.key_users}} if {
	input.resource.manager == "customer"
	input.resource.state == "Disabled"
	some index, user in input.facts.key_users
	index == 0
	message := sprintf("is disabled, and %s %s uses it%s", [user.kind, substring(user.name, 0, 100), more])
}

more := "" if count(input.facts.key_users) == 1

more := sprintf(", and %d more", [count(input.facts.key_users) - 1]) if count(input.facts.key_users) > 1
