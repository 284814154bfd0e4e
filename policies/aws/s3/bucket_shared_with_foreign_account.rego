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
	some entry in input.facts.outside_access
	entry.who == "account"
	entry.own == false
	not party(entry) in input.params.trusted_accounts
	message := sprintf("%s lets account %s in%s", [label(entry), party(entry), limits(entry)])
	evidence := {
		"statement": entry.statement, "principal": entry.principal,
		"actions": entry.actions, "conditions": entry.conditions,
	}
}

# A canonical user stands for an account whose number nobody tells.
party(entry) := entry.account if is_string(entry.account)

party(entry) := substring(entry.principal, 0, 100) if entry.account == null

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)

limits(entry) := "" if entry.narrowed == false

limits(entry) := sprintf(", limited by %s", [concat(", ", entry.by)]) if entry.narrowed == true
