# METADATA
# title: KMS key open to everyone
# description: |
#   The key policy lets any AWS principal of any account use the key, and no condition says whose.
#   Whoever gets a copy of the data gets its plaintext as well, so the encryption protects nobody.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
# custom:
#   severity: critical
#   resource: aws.kms.key
#   facts: [outside_access]
#   remediation: |
#     Name the principals, or ask for your account:
#       "Condition": {"StringEquals": {"kms:CallerAccount": "ACCOUNT"}}
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms get-key-policy --key-id ID --policy-name default --query Policy --output text > policy.json
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_open_to_everyone

violation contains {"message": message, "evidence": evidence} if {
	some entry in input.facts.outside_access
	entry.who == "anyone"
	entry.narrowed == false
	of_use(entry)
	message := sprintf("%s lets anyone with an AWS account use it", [label(entry)])
	evidence := {"statement": entry.statement, "actions": entry.actions, "conditions": entry.conditions}
}

of_use(entry) if count(entry.not_actions) > 0

of_use(entry) if {
	some action in entry.actions
	not lower(action) in published
}

# The public half of a key pair may be given to the world.
published := {"kms:getpublickey", "kms:verify", "kms:describekey"}

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
