# METADATA
# title: Bucket without replication
# description: |
#   The only copy of the objects lives in one region of one account, and is lost with it.
#   DORA asks a financial entity to keep backups apart from the source, so that one account's fall is not the end of the
#   records.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   reads: [versioning, replication]
#   remediation: |
#     Console: S3, the bucket, "Management", "Create replication rule", into another region or the backup account. CLI:
#     aws s3api put-bucket-replication --bucket NAME --replication-configuration file://replication.json
#     Terraform: aws_s3_bucket_replication_configuration.
#     Where AWS Backup copies the bucket, waive this with the plan's name.
package rules.aws.s3.bucket_without_replication

violation contains {"message": "its objects are copied nowhere"} if {
	# Replication needs versioning, and the lack of that is another rule's finding.
	input.resource.versioning.enabled == true
	not replicated
}

replicated if {
	is_array(input.resource.replication)
	some rule in input.resource.replication
	rule.enabled == true
}
