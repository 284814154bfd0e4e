# METADATA
# title: Event data store takes in no events
# description: |
#   The store keeps what it has and records nothing new, so queries over it show a quiet account.
#   An investigation that relies on it ends on the day on which somebody stopped it.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-eds-stop-ingestion.html
# custom:
#   severity: medium
#   resource: aws.cloudtrail.event_data_store
#   reads: [status]
#   remediation: |
#     Console: CloudTrail, Lake, "Event data stores", the store, "Actions", "Start ingestion". CLI:
#     aws cloudtrail start-event-data-store-ingestion --event-data-store ARN
#     A store that is kept only for its old events deserves a waiver that says so.
package rules.aws.cloudtrail.event_data_store_stopped

violation contains {"message": "it takes in no events", "evidence": {"status": input.resource.status}} if {
	input.resource.status in {"STOPPED_INGESTION", "STOPPING_INGESTION"}
}
