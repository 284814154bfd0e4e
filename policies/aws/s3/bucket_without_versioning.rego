# METADATA
# title: Bucket without versioning
# description: |
#   Whoever may write can overwrite or delete objects for good, and nothing is left to restore.
#   Ransomware in S3 works just so: one stolen key rewrites the ledger exports and the backups in an afternoon.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/manage-versioning-examples.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [versioning]
#   facts: [trails_here]
#   remediation: |
#     Console: S3, the bucket, "Properties", "Bucket Versioning". CLI:
#     aws s3api put-bucket-versioning --bucket NAME --versioning-configuration Status=Enabled
#     Terraform: aws_s3_bucket_versioning with versioning_configuration { status = "Enabled" }
#     Give old versions an end with a lifecycle rule in the same change.
package rules.aws.s3.bucket_without_versioning

violation contains {"message": "keeps no former versions of its objects"} if {
	not input.resource.versioning.enabled == true

	# Buckets that trails write to have a rule of their own.
	count(input.facts.trails_here) == 0
}
