# METADATA
# title: Key policy names a principal that was deleted
# description: |
#   A unique id stands where the ARN of a user or role was, because that user or role no longer exists.
#   If it was the last administrator, nobody can change the key any more; else the statement only misleads the next
#   reader.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
# custom:
#   severity: low
#   resource: aws.kms.key
#   facts: [outside_access]
#   remediation: |
#     Find out in CloudTrail who it was, then take the statement out or name the successor.
#     Console: KMS, Customer managed keys, the key, "Key policy". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_policy_names_deleted_principal

violation contains {"message": message, "evidence": {"principals": deleted}} if {
	count(deleted) > 0
	message := sprintf("its key policy names %s, who no longer exists", [concat(", ", array.slice(deleted, 0, 5))])
}

deleted := sort({substring(entry.principal, 0, 100) |
	some entry in input.facts.outside_access
	entry.who == "deleted"
})
