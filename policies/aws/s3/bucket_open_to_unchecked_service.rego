# METADATA
# title: Bucket open to an AWS service on anyone's behalf
# description: |
#   The policy lets an AWS service in and does not ask for whose resource it acts, so another customer can point that
#   service at this bucket.
#   Foreign log files are then delivered among ours, and evidence that anyone may write to proves nothing.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   facts: [outside_access]
#   params:
#     # AWS documents no source condition for the delivery of load balancer logs.
#     # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
#     services_without_source: [logdelivery.elasticloadbalancing.amazonaws.com]
#   remediation: |
#     Ask for your account in the statement:
#       "Condition": {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}}
#     or for the trail, bucket or rule itself with aws:SourceArn.
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_open_to_unchecked_service

violation contains {"message": message, "evidence": evidence} if {
	some entry in input.facts.outside_access
	entry.who == "service"
	entry.source_checked == false
	service := lower(entry.principal)

	# CloudFront reads for whoever asks, which is worse and has a rule of its own.
	service != "cloudfront.amazonaws.com"
	not service in input.params.services_without_source
	message := sprintf("%s lets %s in for resources of any account", [label(entry), substring(service, 0, 100)])
	evidence := {"statement": entry.statement, "service": service, "actions": entry.actions}
}

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
