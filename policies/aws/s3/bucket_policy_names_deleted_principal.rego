# METADATA
# title: Bucket policy names a principal that was deleted
# description: |
#   A unique id stands where the ARN of a user or role was, because that user or role no longer exists.
#   The statement grants nothing now, but it hides what the policy is for, and whoever repairs it by guessing opens the
#   wrong door.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   facts: [outside_access]
#   remediation: |
#     Find out in CloudTrail who it was, then take the statement out or name the successor.
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_policy_names_deleted_principal

violation contains {"message": message, "evidence": {"principals": deleted}} if {
	count(deleted) > 0
	message := sprintf("its policy names %s, who no longer exists", [concat(", ", array.slice(deleted, 0, 5))])
}

deleted := sort({substring(entry.principal, 0, 100) |
	some entry in input.facts.outside_access
	entry.who == "deleted"
})
