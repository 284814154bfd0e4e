# METADATA
# title: Event data store without termination protection
# description: |
#   One call deletes the store, and with it the record that an investigation or an auditor would ask for.
#   With protection on, whoever wants the record gone must first turn that off, which is itself a call that alarms can watch.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-eds-termination-protection.html
# custom:
#   severity: low
#   resource: aws.cloudtrail.event_data_store
#   reads: [status, termination_protection]
#   remediation: |
#     Console: CloudTrail, Lake, "Event data stores", the store, "Actions", "Change termination protection". CLI:
#     aws cloudtrail update-event-data-store --event-data-store ARN --termination-protection-enabled
#     Terraform: aws_cloudtrail_event_data_store, termination_protection_enabled = true
package rules.aws.cloudtrail.event_data_store_without_termination_protection

violation contains {"message": "one call can delete it"} if {
	input.resource.termination_protection == false
	input.resource.status != "PENDING_DELETION"
}
