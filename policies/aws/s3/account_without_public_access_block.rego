# METADATA
# title: Account without a complete S3 public access block
# description: |
#   Without the account-wide block each bucket, old or new, is one wrong policy or ACL away from the internet.
#   The block costs nothing, covers every region, and is what stands between a tired engineer and published card data.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: high
#   resource: aws.account
#   reads: [s3_public_access_block]
#   remediation: |
#     Console: S3, "Account and organization settings", "Block Public Access settings for this account". CLI:
#     aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Terraform: aws_s3_account_public_access_block with all four arguments true.
#     A site that must be public belongs behind CloudFront or in an account of its own.
package rules.aws.s3.account_without_public_access_block

violation contains {"message": "has no account-wide S3 public access block"} if {
	input.resource.s3_public_access_block == null
}

violation contains {"message": message, "evidence": {"off": off}} if {
	is_object(input.resource.s3_public_access_block)
	off := [name | some name, on in input.resource.s3_public_access_block; on == false]
	count(off) > 0
	message := sprintf("its S3 public access block leaves %s off", [concat(", ", off)])
}
