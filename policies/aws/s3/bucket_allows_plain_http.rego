# METADATA
# title: Bucket serves plain HTTP
# description: |
#   The policy does not refuse requests without TLS, so a client with a wrong URL sends objects and signed requests in
#   the clear.
#   PCI DSS asks for strong cryptography on every open network, and a policy is the only place where S3 can be told so.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
# custom:
#   severity: medium
#   resource: aws.s3.bucket
#   reads: [policy]
#   remediation: |
#     Deny it for everyone, on the bucket and on its objects:
#       {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::NAME", "arn:aws:s3:::NAME/*"],
#       "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
#     Console: S3, the bucket, "Permissions", "Bucket policy". CLI:
#     aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
package rules.aws.s3.bucket_allows_plain_http

violation contains {"message": message, "evidence": {"over_http": open}} if {
	open := [request.name | some request in requests; not refused(request)]
	count(open) > 0
	message := sprintf("its policy does not refuse plain HTTP for %s", [concat(", ", open)])
}

# What stands for all requests: if these are refused, the rest is of no use to a thief.
requests := [
	{"name": "reading objects", "action": "s3:getobject", "resource": object},
	{"name": "writing objects", "action": "s3:putobject", "resource": object},
	{"name": "deleting objects", "action": "s3:deleteobject", "resource": object},
	{"name": "listing", "action": "s3:listbucket", "resource": bucket},
]

bucket := sprintf("arn:%s:s3:::%s", [split(input.resource.id, ":")[1], input.resource.name])

# A name that only a wildcard reaches.
object := sprintf("%s/~any object whatever it is called~", [bucket])

# An Allow that asks for TLS refuses nothing: identity policies allow the same without it.
refused(request) if {
	some statement in input.resource.policy.Statement
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	without_tls(statement)
	acts(statement, request.action)
	some pattern in statement.Resource
	reaches(pattern, request.resource)
}

# A second condition would let other requests through, save that AWS services never use plain HTTP.
without_tls(statement) if {
	terms := {[lower(operator), lower(key), lower(value)] |
		some operator, keys in statement.Condition
		some key, values in keys
		some value in values
	}
	conclusive := {term | some term in terms; term[0] in truth; term[1] == "aws:securetransport"; term[2] == "false"}
	count(conclusive) > 0
	harmless := {term | some term in terms; term[0] in truth; term[1] == "aws:principalisawsservice"; term[2] == "false"}
	count((terms - conclusive) - harmless) == 0
}

truth := {"bool", "boolifexists"}

acts(statement, action) if {
	some pattern in statement.Action
	stands_for(pattern, action)
}

acts(statement, action) if {
	count(statement.NotAction) > 0
	excluded := [pattern | some pattern in statement.NotAction; stands_for(pattern, action)]
	count(excluded) == 0
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
