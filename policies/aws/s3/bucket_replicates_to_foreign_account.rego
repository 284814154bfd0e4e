# METADATA
# title: Bucket replicates to a foreign account
# description: |
#   Every new object is copied into an account that is not ours, and belongs to that account from then on.
#   A replication rule is a quiet way to take data out: it needs one call, runs for years and shows in no policy.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-change-owner.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   reads: [replication]
#   params: { trusted_accounts: [] }
#   remediation: |
#     Find out who set it (CloudTrail, PutBucketReplication). If the account is yours, list it in trusted_accounts; else
#     remove the rule.
#     Console: S3, the bucket, "Management", "Replication rules". CLI:
#     aws s3api get-bucket-replication --bucket NAME
#     aws s3api delete-bucket-replication --bucket NAME
package rules.aws.s3.bucket_replicates_to_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	is_array(input.resource.replication)
	some rule in input.resource.replication
	rule.enabled == true

	# A rule without an account leaves the copies to the account of the bucket that made them.
	is_string(rule.account)
	rule.account != input.resource.account
	not rule.account in input.params.trusted_accounts
	message := sprintf("replicates to the bucket %s of account %s", [rule.bucket, rule.account])
	evidence := {"rule": rule.id, "bucket": rule.bucket, "account": rule.account}
}
