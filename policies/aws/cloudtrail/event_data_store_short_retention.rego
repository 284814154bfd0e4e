# METADATA
# title: Event data store forgets too soon
# description: |
#   Events are deleted before the year is over that PCI DSS asks an audit trail to be kept.
#   Intruders in banks stayed for months before anybody noticed; by then the first steps are no longer on record.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateEventDataStore.html
# custom:
#   severity: low
#   resource: aws.cloudtrail.event_data_store
#   reads: [retention_days, status]
#   params: { min_retention_days: 365 }
#   remediation: |
#     Console: CloudTrail, Lake, "Event data stores", the store, "Edit", "Retention period". CLI:
#     aws cloudtrail update-event-data-store --event-data-store ARN --retention-period 366
#     Terraform: aws_cloudtrail_event_data_store, retention_period = 366
package rules.aws.cloudtrail.event_data_store_short_retention

violation contains {"message": message, "evidence": evidence} if {
	input.resource.status != "PENDING_DELETION"
	input.resource.retention_days < input.params.min_retention_days
	message := sprintf("it keeps events for %d days", [input.resource.retention_days])
	evidence := {"retention_days": input.resource.retention_days, "min_retention_days": input.params.min_retention_days}
}
