# METADATA
# title: Bucket encrypts with KMS and without a bucket key
# description: |
#   S3 asks KMS for a data key for each object, which costs more and runs into KMS's request quota under load.
#   At the quota, payments that read or write here are throttled together with everything else that uses KMS in the
#   region.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   reads: [encryption]
#   remediation: |
#     Console: S3, the bucket, "Properties", "Default encryption", "Bucket Key", "Enable". CLI:
#     aws s3api put-bucket-encryption --bucket NAME --server-side-encryption-configuration \
#       '{"Rules":[{"ApplyServerSideEncryptionByDefault":
#       {"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY-ARN"},"BucketKeyEnabled":true}]}'
#     Terraform: bucket_key_enabled = true in the rule of aws_s3_bucket_server_side_encryption_configuration
#     KMS's log then names the bucket and no longer the object: keep it off where each decryption must be seen, and
#     waive it.
package rules.aws.s3.bucket_without_bucket_key

violation contains {"message": "asks KMS for a key for every object"} if {
	# Double encryption, aws:kms:dsse, has no bucket keys.
	input.resource.encryption.algorithm == "aws:kms"
	input.resource.encryption.bucket_key == false
}
