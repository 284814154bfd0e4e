# METADATA
# title: Audit log bucket without a lock that holds
# description: |
#   The record that a trail keeps can be deleted before an investigation needs it, by whoever gets enough permissions
#   here.
#   Supervisors ask for records that cannot be altered, and compliance mode is the one that binds administrators and the
#   root user too.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [object_lock]
#   facts: [trails_here]
#   params: { minimum_lock_days: 365 }
#   remediation: |
#     aws s3api put-object-lock-configuration --bucket NAME --object-lock-configuration \
#       '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}'
#     Console: S3, the bucket, "Properties", "Object Lock". It needs versioning, and a compliance period can not be
#     shortened: try it on an empty bucket.
#     Terraform: aws_s3_bucket_object_lock_configuration with default_retention { mode = "COMPLIANCE", days = 365 }
package rules.aws.s3.audit_bucket_without_object_lock

violation contains {"message": message, "evidence": {"trails": trails, "object_lock": input.resource.object_lock}} if {
	count(trails) > 0
	some weakness in weaknesses
	message := sprintf("keeps the record of trail %s and %s", [substring(trails[0], 0, 100), weakness])
}

trails := input.facts.trails_here

weaknesses contains "has no object lock" if input.resource.object_lock == null

weaknesses contains "locks nothing by default" if input.resource.object_lock.mode == null

weaknesses contains "locks in governance mode, which s3:BypassGovernanceRetention undoes" if {
	input.resource.object_lock.mode == "GOVERNANCE"
}

weaknesses contains sprintf("locks for %d days only", [days]) if {
	input.resource.object_lock.mode == "COMPLIANCE"
	days < input.params.minimum_lock_days
}

days := input.resource.object_lock.days if is_number(input.resource.object_lock.days)

days := input.resource.object_lock.years * 365 if is_number(input.resource.object_lock.years)
