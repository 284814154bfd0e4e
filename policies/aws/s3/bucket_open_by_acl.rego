# METADATA
# title: Bucket open to everyone by its ACL
# description: |
#   The access control list grants permissions to everyone on the internet, or to everyone with any AWS account.
#   Public buckets are how statements, card data and backups leak most often, and nobody has to break in.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   severity: critical
#   resource: aws.s3.bucket
#   reads: [acl, ownership, public_access_block]
#   facts: [account_public_access_block]
#   remediation: |
#     Turn ACLs off, which leaves access to policies alone:
#     aws s3api put-bucket-ownership-controls --bucket NAME \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
#     or ignore public ones:
#     aws s3api put-public-access-block --bucket NAME --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Console: S3, the bucket, "Permissions".
package rules.aws.s3.bucket_open_by_acl

violation contains {"message": message, "evidence": evidence} if {
	not acls_have_no_effect
	some grant in input.resource.acl.grants
	who := groups[grant.grantee]
	message := sprintf("its ACL grants %s to %s", [grant.permission, who])
	evidence := {"grantee": grant.grantee, "permission": grant.permission}
}

groups := {
	"http://acs.amazonaws.com/groups/global/AllUsers": "everyone on the internet",
	"http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "everyone with an AWS account",
}

acls_have_no_effect if input.resource.ownership == "BucketOwnerEnforced"

acls_have_no_effect if input.resource.public_access_block.ignore_public_acls == true

acls_have_no_effect if input.facts.account_public_access_block.ignore_public_acls == true
