# METADATA
# title: Access point without a complete public access block
# description: |
#   The access point was made with its block weakened and the account has none that makes up for it, so one policy on it
#   can publish the bucket.
#   The setting stands for the life of the access point and is overlooked when only buckets are reviewed.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: medium
#   resource: aws.s3.access_point
#   reads: [vpc, public_access_block]
#   facts: [account_public_access_block]
#   remediation: |
#     Turn the block on for the whole account, which covers it:
#     aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Or make a new access point with all four and delete this one; a block can not be changed once it is made.
#     Console: S3, "Access Points", "Create access point", "Block all public access".
#     Terraform: public_access_block_configuration of aws_s3_access_point.
package rules.aws.s3.access_point_without_public_access_block

violation contains {"message": message, "evidence": {"off": off}} if {
	# What answers one network only is not public to S3.
	input.resource.vpc == null
	off := [name | some name in switches; not on(name)]
	count(off) > 0
	message := sprintf("was made without %s, and its account does not set it either", [concat(", ", off)])
}

switches := ["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"]

on(name) if input.resource.public_access_block[name] == true

on(name) if input.facts.account_public_access_block[name] == true
