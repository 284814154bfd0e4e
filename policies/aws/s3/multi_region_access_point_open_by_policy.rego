# METADATA
# title: Multi-region access point open to everyone by its policy
# description: |
#   The policy lets anyone on the internet in, and neither its own public access block nor the account's stops them.
#   One such statement opens the buckets of every region behind it that leave their permissions to access points.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/multi-region-access-point-block-public-access.html
# custom:
#   severity: high
#   resource: aws.s3.multi_region_access_point
#   reads: [buckets, public_access_block]
#   facts: [outside_access, account_public_access_block]
#   remediation: |
#     Replace the policy by one that names principals, and turn the account's block on:
#     aws s3control put-multi-region-access-point-policy --account-id ACCOUNT \
#       --region us-west-2 --details Name=NAME,Policy=POLICY
#     aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Console: S3, "Multi-Region Access Points", the access point, "Permissions".
package rules.aws.s3.multi_region_access_point_open_by_policy

violation contains {"message": message, "evidence": evidence} if {
	not restricted
	some entry in input.facts.outside_access
	entry.who == "anyone"
	entry.narrowed == false
	reach := count(input.resource.buckets)
	message := sprintf(
		"%s admits everyone on the internet to %d buckets, unless these restrict them",
		[label(entry), reach],
	)
	evidence := {"statement": entry.statement, "actions": entry.actions, "conditions": entry.conditions}
}

restricted if input.resource.public_access_block.restrict_public_buckets == true

restricted if input.facts.account_public_access_block.restrict_public_buckets == true

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
