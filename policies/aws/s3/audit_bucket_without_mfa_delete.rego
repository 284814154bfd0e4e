# METADATA
# title: Audit log bucket whose versions can be deleted without MFA
# description: |
#   Versions keep the trail's log files against mistakes and not against a thief, who deletes the versions too.
#   MFA delete asks for the root user's device, which a stolen access key does not bring along.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [versioning, object_lock]
#   facts: [trails_here]
#   remediation: |
#     Object lock in compliance mode does more and needs no root session:
#     aws s3api put-object-lock-configuration --bucket NAME --object-lock-configuration \
#       '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}'
#     Or, as root with its device:
#     aws s3api put-bucket-versioning --bucket NAME \
#       --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "SERIAL CODE"
#     Console: S3, the bucket, "Properties", "Object Lock"; MFA delete can not be set there.
package rules.aws.s3.audit_bucket_without_mfa_delete

violation contains {"message": message, "evidence": {"trails": input.facts.trails_here}} if {
	input.resource.versioning.enabled == true
	not input.resource.versioning.mfa_delete == true
	not input.resource.object_lock.mode == "COMPLIANCE"
	some index, trail in input.facts.trails_here
	index == 0
	message := sprintf("versions of the log files of trail %s can be deleted without MFA", [substring(trail, 0, 100)])
}
