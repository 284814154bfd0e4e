# METADATA
# title: Bucket does not refuse old versions of TLS
# description: |
#   The policy leaves the least version of TLS to AWS, whose endpoints refuse less than 1.2 today by their own choice.
#   PCI DSS assessors ask for a control of ours that says so, and raising the minimum to 1.3 needs the same statement.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/network-isolation.html
# custom:
#   severity: low
#   resource: aws.s3.bucket
#   reads: [policy]
#   params: { minimum_tls: "1.2" }
#   remediation: |
#     Deny what is older, for everyone, on the bucket and on its objects:
#       {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::NAME", "arn:aws:s3:::NAME/*"],
#       "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_allows_old_tls

violation contains {"message": message, "evidence": {"minimum": minimum}} if {
	not refused("s3:getobject", object)
	message := sprintf("its policy does not refuse TLS older than %s", [minimum])
}

violation contains {"message": message, "evidence": {"minimum": minimum}} if {
	refused("s3:getobject", object)
	not refused("s3:putobject", object)
	message := sprintf("its policy refuses TLS older than %s for reading objects and not for writing", [minimum])
}

minimum := sprintf("%v", [input.params.minimum_tls])

# A name that only a wildcard reaches.
object := sprintf("arn:%s:s3:::%s/~any object whatever it is called~", [partition, input.resource.name])

partition := split(input.resource.id, ":")[1]

refused(action, resource) if {
	some statement in input.resource.policy.Statement
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	old(statement)
	some wanted in statement.Action
	stands_for(wanted, action)
	some pattern in statement.Resource
	reaches(pattern, resource)
}

# The version is the only condition: any other would let older clients through.
old(statement) if {
	count(statement.Condition) == 1
	some operator in ["NumericLessThan", "NumericLessThanIfExists"]
	keys := statement.Condition[operator]
	count(keys) == 1
	some key, values in keys
	lower(key) == "s3:tlsversion"
	some value in values
	value in {"1.2", "1.3"}
	value >= minimum
}

stands_for(pattern, action) if lower(pattern) == action

stands_for(pattern, action) if {
	endswith(pattern, "*")
	startswith(action, lower(trim_right(pattern, "*")))
}

# Wildcards elsewhere. A pattern with a character that no action has stands for none, so nothing else needs an escape.
stands_for(pattern, action) if {
	start := trim_right(pattern, "*")
	replace(replace(start, "*", ""), "?", "") != start
	regex.match(`^[a-z0-9:*?-]{1,128}$`, lower(pattern))
	regex.match(sprintf("^%s$", [replace(replace(lower(pattern), "*", ".*"), "?", ".")]), action)
}

reaches(pattern, resource) if pattern == resource

reaches(pattern, resource) if {
	endswith(pattern, "*")
	startswith(resource, trim_right(pattern, "*"))
}

reaches(pattern, resource) if {
	start := trim_right(pattern, "*")
	replace(replace(start, "*", ""), "?", "") != start
	regex.match(`^[A-Za-z0-9:*?/._-]{1,512}$`, pattern)
	escaped := replace(pattern, ".", "[.]")
	regex.match(sprintf("^%s$", [replace(replace(escaped, "*", ".*"), "?", ".")]), resource)
}
