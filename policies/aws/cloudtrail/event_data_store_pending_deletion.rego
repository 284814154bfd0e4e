# METADATA
# title: Event data store about to be deleted
# description: |
#   The store and all its events are gone for good seven days after the deletion was asked for.
#   Destroying the record is how a theft is covered up, and supervisors ask for years of it.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteEventDataStore.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RestoreEventDataStore.html
# custom:
#   severity: medium
#   resource: aws.cloudtrail.event_data_store
#   reads: [status]
#   remediation: |
#     Find out who asked for it (CloudTrail, "Event history", DeleteEventDataStore). When it was not meant:
#     aws cloudtrail restore-event-data-store --event-data-store ARN
#     Console: CloudTrail, Lake, "Event data stores", the store, "Actions", "Restore".
package rules.aws.cloudtrail.event_data_store_pending_deletion

violation contains {"message": "it will be deleted within seven days"} if input.resource.status == "PENDING_DELETION"
