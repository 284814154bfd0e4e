# METADATA
# title: Bucket where access control lists are in force
# description: |
#   Each object can carry an access control list of its own, which no policy shows and no review of the bucket finds.
#   One upload with the wrong canned ACL hands a statement to another account, and nobody reads two million lists.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-migrating-acls-prerequisites.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [ownership]
#   remediation: |
#     Move grants that are still needed into the bucket policy, then turn ACLs off:
#     aws s3api put-bucket-ownership-controls --bucket NAME \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
#     Console: S3, the bucket, "Permissions", "Object Ownership", "ACLs disabled".
#     Terraform: aws_s3_bucket_ownership_controls with object_ownership = "BucketOwnerEnforced"
#     A bucket for CloudFront's older standard logs needs ACLs: waive it.
package rules.aws.s3.bucket_acls_in_force

violation contains {"message": message, "evidence": {"ownership": input.resource.ownership}} if {
	input.resource.ownership != "BucketOwnerEnforced"
	message := sprintf("object ownership is %s, so every object's ACL counts", [setting])
}

# A bucket without the setting behaves as if whoever writes owns.
setting := "not set" if input.resource.ownership == null

setting := input.resource.ownership if is_string(input.resource.ownership)
