# METADATA
# title: Bucket open to whoever is on a network
# description: |
#   The policy asks where a request comes from and never who makes it, so a guest, a contractor or malware on that
#   network may use the bucket.
#   Public access blocks do not count such a policy as public, and leave it alone.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   facts: [outside_access]
#   remediation: |
#     Name the principals in the Allow statement and keep the network as a Deny for everybody else, or require your
#     organization too:
#       "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-..."}}
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_open_to_networks

violation contains {"message": message, "evidence": evidence} if {
	some entry in input.facts.outside_access
	entry.who == "anyone"
	entry.narrowed == true
	count(entry.by) > 0
	identities := [key | some key in entry.by; not lower(key) in networks]
	count(identities) == 0
	message := sprintf("%s asks only for %s and not for who calls", [label(entry), concat(", ", entry.by)])
	evidence := {"statement": entry.statement, "actions": entry.actions, "by": entry.by}
}

networks := {
	"aws:sourceip",
	"aws:sourcevpc",
	"aws:sourcevpcarn",
	"aws:sourcevpce",
	"aws:ec2instancesourcevpc",
	"aws:vpceaccount",
	"aws:vpceorgid",
	"aws:vpceorgpaths",
}

label(entry) := sprintf("statement \"%s\" of its policy", [substring(entry.sid, 0, 100)]) if is_string(entry.sid)

label(entry) := sprintf("statement %d of its policy", [entry.statement + 1]) if not is_string(entry.sid)
