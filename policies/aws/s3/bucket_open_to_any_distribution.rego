# METADATA
# title: Bucket open to every CloudFront distribution
# description: |
#   The policy lets the CloudFront service in and does not say which distribution, so anyone can make one in an account
#   of theirs with this bucket as its origin.
#   The bucket is then public in all but name, and no public access block counts it as such.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   facts: [outside_access]
#   remediation: |
#     Name the distribution in the statement:
#       "Condition": {"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::ACCOUNT:distribution/ID"}}
#     Console: CloudFront, the distribution, "Origins", the origin, "Copy policy"; paste it in S3, the bucket,
#     "Permissions". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_open_to_any_distribution

violation contains {"message": message, "evidence": {"statement": entry.statement, "actions": entry.actions}} if {
	some entry in input.facts.outside_access
	entry.who == "service"
	lower(entry.principal) == "cloudfront.amazonaws.com"
	entry.source_checked == false
	message := sprintf("%s lets CloudFront in for any distribution of any account", [label(entry)])
}

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
