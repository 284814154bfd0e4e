# METADATA
# title: Audit log bucket without versioning
# description: |
#   A log file of a trail that is overwritten or deleted is gone, and the digests then only prove that something is
#   missing.
#   An intruder with one write permission can so erase the hour in which the money left.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   reads: [versioning]
#   facts: [trails_here]
#   remediation: |
#     Console: S3, the bucket, "Properties", "Bucket Versioning". CLI:
#     aws s3api put-bucket-versioning --bucket NAME --versioning-configuration Status=Enabled
#     Terraform: aws_s3_bucket_versioning with versioning_configuration { status = "Enabled" }
package rules.aws.s3.audit_bucket_without_versioning

violation contains {"message": message, "evidence": {"trails": input.facts.trails_here}} if {
	not input.resource.versioning.enabled == true
	some index, trail in input.facts.trails_here
	index == 0
	message := sprintf("log files of trail %s can be overwritten and deleted for good", [substring(trail, 0, 100)])
}
