# METADATA
# title: KMS key that a foreign account may grant to others
# description: |
#   The key policy lets another account make grants for whomever it likes, also for accounts that we never heard of.
#   Grants appear in no policy review, so sharing with one partner becomes sharing with that partner's partners.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
# custom:
#   severity: medium
#   resource: aws.kms.key
#   facts: [outside_access]
#   remediation: |
#     Leave the account grants that AWS services make for it, or take kms:CreateGrant out:
#       "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_grantable_by_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	some index in {entry.statement | some entry in strangers}
	entries := [entry | some entry in strangers; entry.statement == index]
	first := entries[0]
	"kms:CreateGrant" in first.allows
	limits := [key | some key in first.conditions; lower(key) in grant_limits]
	count(limits) == 0
	parties := sort({party(entry) | some entry in entries})
	message := sprintf("%s lets %s make grants on it for others", [label(first), whom(parties)])
	evidence := {"statement": index, "accounts": parties, "actions": first.actions}
}

strangers := [entry |
	some entry in input.facts.outside_access
	entry.who == "account"
	entry.own == false
]

grant_limits := {
	"kms:grantisforawsresource",
	"kms:granteeprincipal",
	"kms:grantconstrainttype",
	"kms:grantoperations",
	"kms:viaservice",
}

# One violation for each statement, however many it names.
whom(parties) := sprintf("account %s", [parties[0]]) if count(parties) == 1

whom(parties) := sprintf("accounts %s", [concat(", ", parties)]) if {
	count(parties) > 1
	count(parties) <= 5
}

whom(parties) := sprintf("accounts %s and %d more", [concat(", ", array.slice(parties, 0, 5)), count(parties) - 5]) if {
	count(parties) > 5
}

# A canonical user stands for an account whose number nobody tells.
party(entry) := entry.account if is_string(entry.account)

party(entry) := substring(entry.principal, 0, 100) if entry.account == null

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
