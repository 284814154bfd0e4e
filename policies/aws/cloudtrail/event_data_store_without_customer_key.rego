# METADATA
# title: Event data store not encrypted with a customer key
# description: |
#   The store is encrypted with a key that AWS owns, which the account can neither restrict nor revoke.
#   It holds years of calls, with names of people and resources, open to whoever may query the store.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateEventDataStore.html
# custom:
#   severity: low
#   resource: aws.cloudtrail.event_data_store
#   reads: [kms_key, status]
#   remediation: |
#     A key can be set once and not be taken away again. CLI:
#     aws cloudtrail update-event-data-store --event-data-store ARN --kms-key-id KEY-ARN
#     Console: CloudTrail, Lake, "Event data stores", the store, "Edit", "Use my own AWS KMS key".
#     Terraform: aws_cloudtrail_event_data_store, kms_key_id = aws_kms_key.trail.arn
package rules.aws.cloudtrail.event_data_store_without_customer_key

violation contains {"message": "it is encrypted with AWS's own key"} if {
	not has_key
	input.resource.status != "PENDING_DELETION"
}

has_key if {
	is_string(input.resource.kms_key)
	input.resource.kms_key != ""
}
