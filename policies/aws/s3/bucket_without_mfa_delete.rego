# METADATA
# title: Bucket whose versions can be deleted without MFA
# description: |
#   Versions outlive a mistake, but one leaked credential with s3:DeleteObjectVersion still empties the bucket for good.
#   With MFA delete a thief also needs the root user's device, which for records kept by law is worth the trouble.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   reads: [versioning, object_lock]
#   facts: [trails_here]
#   remediation: |
#     Only the root user can set it, with its device, so plan a session for all buckets that matter:
#     aws s3api put-bucket-versioning --bucket NAME \
#       --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "SERIAL CODE"
#     Console: not possible there; S3, the bucket, "Properties" only shows the state. Object lock in compliance mode
#     does as much.
package rules.aws.s3.bucket_without_mfa_delete

violation contains {"message": "its former versions can be deleted without MFA"} if {
	# Without versions there is nothing that MFA delete could keep; that is another rule's finding.
	input.resource.versioning.enabled == true
	not input.resource.versioning.mfa_delete == true
	not input.resource.object_lock.mode == "COMPLIANCE"
	count(input.facts.trails_here) == 0
}
