# METADATA
# title: Multi-region access point without a complete public access block
# description: |
#   It was made with its block weakened and the account has none that makes up for it, so one policy can publish buckets
#   in several regions at once.
#   The setting can not be changed afterwards, and stays for as long as the access point does.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/multi-region-access-point-block-public-access.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/CreatingMultiRegionAccessPoints.html
# custom:
#   severity: medium
#   resource: aws.s3.multi_region_access_point
#   reads: [public_access_block]
#   facts: [account_public_access_block]
#   remediation: |
#     Turn the block on for the whole account, which covers it:
#     aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Or make a new one with all four. Console: S3, "Multi-Region Access Points", "Create", "Block all public access".
#     Terraform: details { public_access_block { … } } of aws_s3control_multi_region_access_point.
package rules.aws.s3.multi_region_access_point_without_public_access_block

violation contains {"message": message, "evidence": {"off": off}} if {
	off := [name | some name in switches; not on(name)]
	count(off) > 0
	message := sprintf("was made without %s, and its account does not set it either", [concat(", ", off)])
}

switches := ["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"]

on(name) if input.resource.public_access_block[name] == true

on(name) if input.facts.account_public_access_block[name] == true
