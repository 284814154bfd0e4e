# METADATA
# title: Trail not copied to CloudWatch Logs
# description: |
#   Events lie in files in a bucket, where no metric filter or alarm sees them as they come.
#   A root login, a new administrator or a stopped trail is then noticed when somebody next reads the files.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/monitor-cloudtrail-log-files-with-cloudwatch-logs.html
# custom:
#   severity: low
#   resource: aws.cloudtrail.trail
#   reads: [log_group]
#   remediation: |
#     Console: CloudTrail, Trails, the trail, "CloudWatch Logs", "Edit". CLI:
#     aws cloudtrail update-trail --name ARN --cloud-watch-logs-log-group-arn LOG-GROUP-ARN:* --cloud-watch-logs-role-arn ROLE-ARN
#     Terraform: aws_cloudtrail, cloud_watch_logs_group_arn and cloud_watch_logs_role_arn
#     Where a SIEM reads the bucket within minutes, waive this with that reason.
package rules.aws.cloudtrail.trail_without_log_group

violation contains {"message": "its events reach no CloudWatch log group"} if not has_log_group

has_log_group if {
	is_string(input.resource.log_group)
	input.resource.log_group != ""
}
