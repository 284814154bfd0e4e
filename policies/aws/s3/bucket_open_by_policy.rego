# METADATA
# title: Bucket open to everyone by its policy
# description: |
#   The bucket policy lets anyone on the internet in, and no public access block of the bucket or the account stops
#   them.
#   Scanners find such a bucket within hours, and statements, card data or backups are copied before anybody notices.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
# custom:
#   severity: critical
#   resource: aws.s3.bucket
#   reads: [public_access_block]
#   facts: [outside_access, account_public_access_block]
#   remediation: |
#     Close it first, at once:
#     aws s3api put-public-access-block --bucket NAME --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Then name the principals in the policy, or require your organization:
#       "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-..."}}
#     Console: S3, the bucket, "Permissions".
#     Terraform: aws_s3_bucket_public_access_block with all four arguments true.
package rules.aws.s3.bucket_open_by_policy

violation contains {"message": message, "evidence": evidence} if {
	not restricted
	some entry in input.facts.outside_access
	entry.who == "anyone"
	entry.narrowed == false
	message := sprintf("%s lets everyone on the internet %s", [label(entry), powers(entry)])
	evidence := {"statement": entry.statement, "actions": entry.actions, "conditions": entry.conditions}
}

# BlockPublicPolicy only refuses new policies; this switch is what takes effect on one that stands.
restricted if input.resource.public_access_block.restrict_public_buckets == true

restricted if input.facts.account_public_access_block.restrict_public_buckets == true

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)

powers(entry) := concat(", ", names(entry)) if count(names(entry)) > 0

powers(entry) := "make requests to it" if count(names(entry)) == 0

names(entry) := [verb.name |
	some verb in verbs
	verb.action in entry.allows
]

verbs := [
	{"name": "read objects", "action": "s3:GetObject"},
	{"name": "list it", "action": "s3:ListBucket"},
	{"name": "write objects", "action": "s3:PutObject"},
	{"name": "delete objects", "action": "s3:DeleteObject"},
	{"name": "change its policy", "action": "s3:PutBucketPolicy"},
]
