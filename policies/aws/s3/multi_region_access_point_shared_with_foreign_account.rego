# METADATA
# title: Multi-region access point shared with a foreign account
# description: |
#   The policy lets in an account that is neither audited here nor named as trusted, to the buckets of every region
#   behind it.
#   Sharing through one global name is easily forgotten when a partner leaves, since no bucket policy names the partner.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html
# custom:
#   severity: medium
#   resource: aws.s3.multi_region_access_point
#   facts: [outside_access]
#   params: { trusted_accounts: [] }
#   remediation: |
#     If the account still needs it, list it in trusted_accounts; if not, take the statement out.
#     Console: S3, "Multi-Region Access Points", the access point, "Permissions". CLI:
#     aws s3control get-multi-region-access-point-policy --account-id ACCOUNT --region us-west-2 --name NAME
#     aws s3control put-multi-region-access-point-policy --account-id ACCOUNT \
#       --region us-west-2 --details Name=NAME,Policy=POLICY
package rules.aws.s3.multi_region_access_point_shared_with_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	some index in {entry.statement | some entry in strangers}
	entries := [entry | some entry in strangers; entry.statement == index]
	parties := sort({party(entry) | some entry in entries})
	message := sprintf("%s lets %s in, where the policies of its buckets allow it", [label(entries[0]), whom(parties)])
	evidence := {"statement": index, "accounts": parties, "actions": entries[0].actions}
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
