# METADATA
# title: Bucket shared with a foreign account by its policy
# description: |
#   The policy lets an account in that is neither audited here nor named as trusted, and its administrators decide who
#   uses that.
#   Old vendors and closed projects keep such access for years, and their breach is then a breach of our customers'
#   data.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   facts: [outside_access]
#   params: { trusted_accounts: [] }
#   remediation: |
#     Ask the owner of the data whether the account still needs it. If so, list it in trusted_accounts; if not, take the
#     statement out.
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api get-bucket-policy --bucket NAME --query Policy --output text > policy.json
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_shared_with_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	some index in {entry.statement | some entry in strangers}
	entries := [entry | some entry in strangers; entry.statement == index]
	parties := sort({party(entry) | some entry in entries})
	first := entries[0]
	message := sprintf("%s lets %s in%s", [label(first), whom(parties), limits(first)])
	evidence := {"statement": index, "accounts": parties, "actions": first.actions, "conditions": first.conditions}
}

strangers := [entry |
	some entry in input.facts.outside_access
	entry.who == "account"
	entry.own == false
	not party(entry) in input.params.trusted_accounts
]

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

limits(entry) := "" if entry.narrowed == false

limits(entry) := sprintf(", limited by %s", [concat(", ", entry.by)]) if entry.narrowed == true
