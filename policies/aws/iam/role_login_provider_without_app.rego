# METADATA
# title: Role that any app at a login provider can assume
# description: |
#   Cognito, Google, Facebook and Amazon sign tokens for everybody's apps, and this role does not ask for yours.
#   Anyone can make an identity pool or an app there in minutes and take the role, which app back ends use to reach
#   customer data.
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
# custom:
#   severity: critical
#   resource: aws.iam.role
#   reads: [trust_policy]
#   remediation: |
#     Require your app: with Cognito "StringEquals": {"cognito-identity.amazonaws.com:aud": "IDENTITY_POOL_ID"},
#     with Google accounts.google.com:aud, with Facebook graph.facebook.com:app_id, with Amazon
#     www.amazon.com:app_id.
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_login_provider_without_app

violation contains {"message": message, "evidence": {"statement": index, "provider": provider}} if {
	some index, statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	assumes(statement)
	some provider in statement.Principal.Federated
	some name, claims in app_claims
	name == lower(provider)
	not asks_app(statement, claims)
	message := sprintf("statement %d accepts identities of anybody's app at %s", [index + 1, provider])
}

# The claims that tell one customer's app from another's. A user's own number will do, since it is the app's alone.
app_claims := {
	"cognito-identity.amazonaws.com": {"cognito-identity.amazonaws.com:aud", "cognito-identity.amazonaws.com:sub"},
	"accounts.google.com": {"accounts.google.com:aud", "accounts.google.com:oaud", "accounts.google.com:sub"},
	"graph.facebook.com": {"graph.facebook.com:app_id", "graph.facebook.com:id"},
	"www.amazon.com": {"www.amazon.com:app_id", "www.amazon.com:user_id"},
}

asks_app(statement, claims) if {
	some operator, keys in statement.Condition
	regex.match(`^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$`, operator)
	some key, values in keys
	lower(key) in claims
	every value in values {
		literal(operator, value)
	}
}

literal(operator, _) if not contains(operator, "Like")

literal(operator, value) if {
	contains(operator, "Like")
	regex.match(`^[^*?]+$`, value)
}

# What a token can be used for here; the rest is of no use alone.
assumes(statement) if {
	some action in statement.Action
	not lower(action) in {"sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(statement) if count(statement.NotAction) > 0
