# METADATA
# title: Trail without log file validation
# description: |
#   No digests are written, so nobody can prove that the trail's files are complete and unchanged.
#   Whoever can write to the bucket can remove the hour of a theft, and the record is worth little in court or to a regulator.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-enabling.html
# custom:
#   severity: medium
#   resource: aws.cloudtrail.trail
#   reads: [log_file_validation]
#   remediation: |
#     Console: CloudTrail, Trails, the trail, "General details", "Edit", "Log file validation". CLI:
#     aws cloudtrail update-trail --name ARN --enable-log-file-validation
#     Terraform: aws_cloudtrail, enable_log_file_validation = true
package rules.aws.cloudtrail.trail_without_log_file_validation

violation contains {"message": "nothing proves that its files are unchanged"} if {
	input.resource.log_file_validation == false
}
