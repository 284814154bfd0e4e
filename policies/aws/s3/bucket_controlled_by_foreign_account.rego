# METADATA
# title: Bucket whose protection a foreign account may change
# description: |
#   The policy lets another account rewrite the policy, the ACL, the encryption, the public access block or the
#   lifecycle of the bucket.
#   Even a trusted partner should not be able to publish or expire our records with one call.
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   facts: [outside_access]
#   remediation: |
#     Give the partner the object actions that it uses, s3:GetObject or s3:PutObject, in the place of s3:* or s3:Put*.
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_controlled_by_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	some index in {entry.statement | some entry in strangers}
	entries := [entry | some entry in strangers; entry.statement == index]
	first := entries[0]
	held := [control | some control in controls; control in first.allows]
	count(held) > 0
	parties := sort({party(entry) | some entry in entries})
	message := sprintf("%s gives %s %s", [label(first), whom(parties), concat(", ", held)])
	evidence := {"statement": index, "accounts": parties, "actions": first.actions}
}

strangers := [entry |
	some entry in input.facts.outside_access
	entry.who == "account"
	entry.own == false
]

controls := [
	"s3:PutBucketPolicy",
	"s3:DeleteBucketPolicy",
	"s3:PutBucketAcl",
	"s3:PutBucketOwnershipControls",
	"s3:PutBucketPublicAccessBlock",
	"s3:PutEncryptionConfiguration",
	"s3:PutLifecycleConfiguration",
	"s3:PutReplicationConfiguration",
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
