# METADATA
# title: Bucket not encrypted with a customer key
# description: |
#   New objects are encrypted with a key that AWS manages and that the account can neither restrict, audit nor revoke.
#   With a key of its own, a ledger stays unreadable to whoever gets at the bucket but not at the key.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [encryption]
#   remediation: |
#     Console: S3, the bucket, "Properties", "Default encryption", SSE-KMS with a customer managed key. CLI:
#     aws s3api put-bucket-encryption --bucket NAME --server-side-encryption-configuration \
#       '{"Rules":[{"ApplyServerSideEncryptionByDefault":
#       {"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY-ARN"},"BucketKeyEnabled":true}]}'
#     Terraform: kms_master_key_id in the rule of aws_s3_bucket_server_side_encryption_configuration
#     AWS supports only S3's own keys for buckets that receive S3 access logs or load balancer logs: waive those.
package rules.aws.s3.bucket_without_customer_key

violation contains {"message": message} if {
	not has_customer_key
	message := sprintf("new objects are encrypted with %s", [whose_key])
}

has_customer_key if {
	startswith(input.resource.encryption.algorithm, "aws:kms")
	is_string(input.resource.encryption.kms_key)
	not endswith(input.resource.encryption.kms_key, "alias/aws/s3")
}

default whose_key := "no key that the account knows of"

whose_key := "S3's own key" if input.resource.encryption.algorithm == "AES256"

whose_key := "the AWS managed key aws/s3" if startswith(input.resource.encryption.algorithm, "aws:kms")
