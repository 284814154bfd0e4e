# METADATA
# title: Access point open to everyone by its policy
# description: |
#   The policy of the access point lets anyone on the internet in, and neither its own public access block nor the
#   account's stops them.
#   A bucket that leaves its permissions to access points, as AWS advises for shared data, is then public through this
#   name.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
# custom:
#   severity: high
#   resource: aws.s3.access_point
#   reads: [vpc, public_access_block]
#   facts: [outside_access, account_public_access_block]
#   remediation: |
#     Take the public statement out, or remove the policy:
#     aws s3control delete-access-point-policy --account-id ACCOUNT --name NAME
#     The block of an access point can not be changed later; the account's can:
#     aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Console: S3, "Access Points", the access point, "Permissions".
package rules.aws.s3.access_point_open_by_policy

violation contains {"message": message, "evidence": evidence} if {
	not restricted

	# S3 refuses whoever is not in the network, whatever the policy says.
	input.resource.vpc == null
	some entry in input.facts.outside_access
	entry.who == "anyone"
	entry.narrowed == false
	message := sprintf("%s admits everyone on the internet, unless its bucket restricts them", [label(entry)])
	evidence := {"statement": entry.statement, "actions": entry.actions, "conditions": entry.conditions}
}

restricted if input.resource.public_access_block.restrict_public_buckets == true

restricted if input.facts.account_public_access_block.restrict_public_buckets == true

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
