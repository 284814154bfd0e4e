# METADATA
# title: KMS key open to whoever is on a network
# description: |
#   The key policy asks where a request comes from and never who makes it, so every AWS principal of any account on that
#   network may use the key.
#   Malware on one server brings its own credentials along and decrypts with ours.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/vpce-policy-condition.html
# custom:
#   severity: medium
#   resource: aws.kms.key
#   facts: [outside_access]
#   remediation: |
#     Name the principals, or ask for your account beside the network:
#       "Condition": {"StringEquals": {"kms:CallerAccount": "ACCOUNT", "aws:SourceVpce": "vpce-..."}}
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_open_to_networks

violation contains {"message": message, "evidence": evidence} if {
	some entry in input.facts.outside_access
	entry.who == "anyone"
	entry.narrowed == true
	count(entry.by) > 0
	identities := [key | some key in entry.by; not lower(key) in networks]
	count(identities) == 0
	message := sprintf("%s asks only for %s and not for who calls", [label(entry), concat(", ", entry.by)])
	evidence := {"statement": entry.statement, "actions": entry.actions, "by": entry.by}
}

networks := {
	"aws:sourceip",
	"aws:sourcevpc",
	"aws:sourcevpcarn",
	"aws:sourcevpce",
	"aws:ec2instancesourcevpc",
	"aws:vpceaccount",
	"aws:vpceorgid",
	"aws:vpceorgpaths",
}

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
