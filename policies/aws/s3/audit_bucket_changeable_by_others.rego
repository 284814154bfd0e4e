# METADATA
# title: Audit log bucket that other accounts may change
# description: |
#   The policy lets principals of another account write, delete or unlock the record that a trail keeps here.
#   Only CloudTrail needs to write, and whoever else can is able to rewrite the evidence against himself, trusted or
#   not.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: high
#   resource: aws.s3.bucket
#   facts: [outside_access, trails_here]
#   remediation: |
#     Leave the others s3:GetObject and s3:ListBucket at most, and writing to cloudtrail.amazonaws.com with
#     aws:SourceArn.
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.audit_bucket_changeable_by_others

violation contains {"message": message, "evidence": evidence} if {
	count(input.facts.trails_here) > 0
	some index in {entry.statement | some entry in others}
	entries := [entry | some entry in others; entry.statement == index]
	first := entries[0]
	held := [change | some change in changes; change in first.allows]
	count(held) > 0
	names := sort({substring(entry.principal, 0, 100) | some entry in entries})
	message := sprintf("%s gives %s %s", [label(first), concat(", ", array.slice(names, 0, 5)), concat(", ", held)])
	evidence := {"statement": index, "principals": names, "actions": first.actions}
}

others := [entry |
	some entry in input.facts.outside_access
	entry.who in {"account", "organization", "federated", "anyone"}

	# Open to the world is another rule's finding, and worse.
	not wide_open(entry)
]

changes := [
	"s3:PutObject",
	"s3:DeleteObject",
	"s3:DeleteObjectVersion",
	"s3:BypassGovernanceRetention",
	"s3:PutBucketPolicy",
	"s3:PutBucketVersioning",
	"s3:PutLifecycleConfiguration",
	"s3:PutReplicationConfiguration",
]

wide_open(entry) if {
	entry.who == "anyone"
	entry.narrowed == false
}

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
