# METADATA
# title: Policy reads every object in S3
# description: |
#   Its holder can read every file of every bucket, statements, card data, backups and logs included, also of
#   buckets that do not exist yet.
#   One leaked credential of one job then discloses what the whole company keeps.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
#   - https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
# custom:
#   severity: medium
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Name the buckets: "Resource": "arn:aws:s3:::BUCKET/PREFIX/*". What a job really reads is in CloudTrail's data
#     events, or in S3's access logs.
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_reads_any_object

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "read_any_object"
	not limited(power)
	not allows_far_more(power)
	given := concat(", ", power.actions)
	message := sprintf("statement %d reads every object of every bucket: %s", [power.statement + 1, given])
	evidence := {"statement": power.statement, "sid": power.sid, "actions": power.actions}
}

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}

# A statement that allows nearly everything is another rule's finding.
allows_far_more(power) if {
	some other in input.facts.policy_powers
	other.statement == power.statement
	other.power == "not_action"
}

# So is one that allows the whole of a service.
allows_far_more(power) if power.whole_services
