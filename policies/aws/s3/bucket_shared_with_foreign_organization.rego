# METADATA
# title: Bucket shared with a foreign organization
# description: |
#   The policy asks for membership of an AWS organization that is not the account's own, so every account that joins it
#   gets in.
#   That is a typing mistake more often than a partnership, and either way somebody else decides who reads the data.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   facts: [outside_access, own_organization]
#   params: { trusted_organizations: [] }
#   remediation: |
#     Compare the id with aws organizations describe-organization --query Organization.Id and correct it,
#     or name the accounts that are meant:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
#     A partner's organization belongs in trusted_organizations.
#     Console: S3, the bucket, "Permissions", "Bucket policy".
package rules.aws.s3.bucket_shared_with_foreign_organization

violation contains {"message": message, "evidence": evidence} if {
	some index in {entry.statement | some entry in strangers}
	entries := [entry | some entry in strangers; entry.statement == index]
	names := sort({substring(entry.principal, 0, 100) | some entry in entries})
	message := sprintf("%s lets the organization %s in", [label(entries[0]), concat(", ", array.slice(names, 0, 5))])
	evidence := {"statement": index, "organizations": names, "actions": entries[0].actions}
}

strangers := [entry |
	some entry in input.facts.outside_access
	entry.who == "organization"
	entry.own == false
	entry.principal != input.facts.own_organization
	not entry.principal in input.params.trusted_organizations
]

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
