# METADATA
# title: Bucket shared with a foreign account by its ACL
# description: |
#   The access control list grants permissions to an account that it names by canonical id or by mail address, out of
#   sight of every policy review.
#   Such grants date from before 2011 or from an intruder, and neither belongs on a bucket with customer data.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   reads: [acl, ownership]
#   params:
#     # The account that CloudFront's older standard logs are written by.
#     # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
#     trusted_canonical_ids: [c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0]
#   remediation: |
#     Move what is still needed into the bucket policy, then turn ACLs off:
#     aws s3api get-bucket-acl --bucket NAME
#     aws s3api put-bucket-ownership-controls --bucket NAME \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
#     Console: S3, the bucket, "Permissions", "Access control list". Terraform: object_ownership = "BucketOwnerEnforced"
package rules.aws.s3.bucket_shared_by_acl

violation contains {"message": message, "evidence": {"grantee": grant.grantee, "permission": grant.permission}} if {
	input.resource.ownership != "BucketOwnerEnforced"
	some grant in input.resource.acl.grants

	# Groups are everyone or AWS's log delivery; the first is another rule's finding and the second is no person.
	is_string(grant.grantee)
	grant.grantee_type in {"CanonicalUser", "AmazonCustomerByEmail"}
	grant.grantee != input.resource.acl.owner
	not grant.grantee in input.params.trusted_canonical_ids
	message := sprintf("its ACL grants %s to %s", [grant.permission, whom(grant)])
}

whom(grant) := sprintf("the account with the canonical id %s…", [substring(grant.grantee, 0, 12)]) if {
	grant.grantee_type == "CanonicalUser"
}

whom(grant) := "an account named by its mail address" if grant.grantee_type == "AmazonCustomerByEmail"
