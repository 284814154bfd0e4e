# METADATA
# title: Bucket without a complete public access block
# description: |
#   Neither the bucket nor the account closes every way to make it public, so one wrong policy or ACL opens it.
#   That mistake is made in a hurry and found by scanners within minutes, with customer documents behind it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-bucket.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [public_access_block]
#   facts: [account_public_access_block]
#   remediation: |
#     Console: S3, the bucket, "Permissions", "Block public access". CLI:
#     aws s3api put-public-access-block --bucket NAME --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Terraform: aws_s3_bucket_public_access_block with all four arguments true.
package rules.aws.s3.bucket_without_public_access_block

violation contains {"message": message, "evidence": {"off": off}} if {
	off := [name | some name in switches; not on(name)]
	count(off) > 0
	message := sprintf("neither it nor its account sets %s", [concat(", ", off)])
}

switches := ["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"]

# S3 applies the stricter of the two levels, switch by switch.
on(name) if input.resource.public_access_block[name] == true

on(name) if input.facts.account_public_access_block[name] == true
