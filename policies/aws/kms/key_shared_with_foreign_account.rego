# METADATA
# title: KMS key shared with a foreign account without a condition
# description: |
#   The key policy lets an account that is neither audited here nor named as trusted use the key, whatever for.
#   That account's administrators then decide who decrypts our data, and its breach is ours.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
# custom:
#   severity: high
#   resource: aws.kms.key
#   facts: [outside_access]
#   params: { trusted_accounts: [] }
#   remediation: |
#     List the account in trusted_accounts if it is a partner of yours, and limit what it may use the key for with
#     kms:ViaService or kms:EncryptionContext:NAME; else take it out.
#     Console: KMS, Customer managed keys, the key, "Other AWS accounts". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_shared_with_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	some index in {entry.statement | some entry in strangers}
	entries := [entry | some entry in strangers; entry.statement == index]
	parties := sort({party(entry) | some entry in entries})
	message := sprintf("%s lets %s use it", [label(entries[0]), whom(parties)])
	evidence := {"statement": index, "accounts": parties, "actions": entries[0].actions}
}

strangers := [entry |
	some entry in input.facts.outside_access
	entry.who == "account"
	entry.own == false
	not party(entry) in input.params.trusted_accounts
	limits := [key | some key in entry.conditions; not lower(key) in beside_the_point]
	count(limits) == 0
]

# Conditions that any caller fulfils, and those that only name the account once more.
beside_the_point := {
	"aws:securetransport",
	"aws:requestedregion",
	"aws:useragent",
	"aws:referer",
	"kms:calleraccount",
	"aws:principalaccount",
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
