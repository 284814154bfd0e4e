# METADATA
# title: Bucket encrypted with a key of a foreign account
# description: |
#   New objects are encrypted with a KMS key of an account that is not ours, and its owner can take the key away at any
#   time.
#   That is how extortion in S3 works: the bucket and its objects stay, and nobody here can read them.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   reads: [encryption]
#   params: { trusted_accounts: [] }
#   remediation: |
#     Find out who set it (CloudTrail, PutBucketEncryption). A central account for keys belongs in trusted_accounts;
#     else set an own key and copy the objects over themselves while the foreign key still works:
#     aws s3api put-bucket-encryption --bucket NAME --server-side-encryption-configuration \
#       '{"Rules":[{"ApplyServerSideEncryptionByDefault":
#       {"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY-ARN"},"BucketKeyEnabled":true}]}'
#     aws s3 cp s3://NAME s3://NAME --recursive --sse aws:kms --sse-kms-key-id KEY-ARN
#     Console: S3, the bucket, "Properties", "Default encryption".
#     Terraform: kms_master_key_id in the rule of aws_s3_bucket_server_side_encryption_configuration
package rules.aws.s3.bucket_encrypted_with_foreign_key

violation contains {"message": message, "evidence": {"kms_key": key}} if {
	key := input.resource.encryption.kms_key
	is_string(key)

	# A key id or an alias without an ARN is of the account itself.
	account := split(key, ":")[4]
	account != input.resource.account
	not account in input.params.trusted_accounts
	message := sprintf("new objects are encrypted with a key of account %s", [substring(account, 0, 100)])
}
