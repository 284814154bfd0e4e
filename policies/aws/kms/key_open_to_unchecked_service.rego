# METADATA
# title: KMS key open to an AWS service on anyone's behalf
# description: |
#   The key policy lets an AWS service use the key and does not ask for whose resource it acts.
#   Another customer can then make that service encrypt or decrypt with our key, which is what source conditions are
#   there to stop.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html
# custom:
#   severity: medium
#   resource: aws.kms.key
#   facts: [outside_access]
#   remediation: |
#     Ask for your account in the statement:
#       "Condition": {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}}
#     or for the resource with aws:SourceArn or its encryption context.
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_open_to_unchecked_service

violation contains {"message": message, "evidence": evidence} if {
	some entry in input.facts.outside_access
	entry.who == "service"
	entry.source_checked == false
	checks := [key | some key in entry.conditions; names_source(lower(key))]
	count(checks) == 0
	of_use(entry)
	service := substring(entry.principal, 0, 100)
	message := sprintf("%s lets %s use it for resources of any account", [label(entry), service])
	evidence := {"statement": entry.statement, "service": service, "actions": entry.actions}
}

# CloudTrail, CloudWatch Logs and others put the ARN of what they act for into the encryption context.
names_source(key) if startswith(key, "kms:encryptioncontext:")

names_source(key) if key in {"kms:calleraccount", "kms:viaservice"}

of_use(entry) if count(entry.not_actions) > 0

of_use(entry) if {
	some action in entry.actions
	lower(action) != "kms:describekey"
}

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
