# METADATA
# title: Bucket of a trail is open to everyone
# description: |
#   Anybody can get at the record of all calls: it names every user, role, address and resource, and where the data lies.
#   Where writing is open too, the record can be forged or deleted by the one whom it convicts.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   resource: aws.cloudtrail.trail
#   facts: [trail_bucket]
#   remediation: |
#     Block public access to the bucket now; CloudTrail does not need it:
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Console: S3, the bucket, "Permissions", "Block public access", "Edit".
#     Terraform: aws_s3_bucket_public_access_block, restrict_public_buckets = true and the other three
package rules.aws.cloudtrail.trail_bucket_open

violation contains {"message": message, "evidence": {"bucket": bucket.name}} if {
	bucket := input.facts.trail_bucket
	some field, by in {"open_by_acl": "access control list", "open_by_policy": "policy"}
	bucket[field] == true
	message := sprintf("its bucket %s is open to everyone by its %s", [bucket.name, by])
}
