# METADATA
# title: KMS key about to be deleted
# description: |
#   When the waiting period ends, everything that was ever encrypted with the key is lost, and AWS can not bring it
#   back.
#   Scheduling a deletion is how extortion and plain mistakes destroy a ledger together with its backups.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-determining-usage.html
# custom:
#   severity: high
#   resource: aws.kms.key
#   reads: [manager, state, deletion_at]
#   facts: [now]
#   remediation: |
#     Find out who scheduled it (CloudTrail, ScheduleKeyDeletion) and whether anything still uses the key. Keep it, at
#     least for now:
#     aws kms cancel-key-deletion --key-id ID
#     aws kms enable-key --key-id ID
#     Console: KMS, Customer managed keys, the key, "Key actions", "Cancel key deletion".
#     If the end is meant, waive this until that day.
package rules.aws.kms.key_pending_deletion

violation contains {"message": message, "evidence": {"deletion_at": input.resource.deletion_at}} if {
	input.resource.manager == "customer"
	input.resource.state in {"PendingDeletion", "PendingReplicaDeletion"}
	message := sprintf("will be deleted %s", [due])
}

due := sprintf("in %d days", [days]) if {
	is_string(input.resource.deletion_at)
	input.resource.deletion_at < "2262"
}

# Nanoseconds since 1970 end in that year.
due := sprintf("on %s", [input.resource.deletion_at]) if input.resource.deletion_at >= "2262"

# A primary key waits until its replicas are gone, and its date comes after that.
due := "when its replicas are" if input.resource.deletion_at == null

days := floor(left / 86400000000000)

left := time.parse_rfc3339_ns(input.resource.deletion_at) - time.parse_rfc3339_ns(input.facts.now)
