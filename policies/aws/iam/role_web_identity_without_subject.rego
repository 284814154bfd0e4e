# METADATA
# title: Role for every identity of a provider
# description: |
#   The trust policy asks for a token of the provider and not whose it is: every pod of a cluster, every pipeline of
#   a server, every user of a directory may take the role.
#   One compromised workload then reaches what was meant for the ledger's.
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# custom:
#   severity: medium
#   resource: aws.iam.role
#   reads: [trust_policy]
#   params:
#     shared_issuers:
#       - token.actions.githubusercontent.com
#       - vstoken.actions.githubusercontent.com
#       - gitlab.com
#       - app.terraform.io
#       - agent.buildkite.com
#       - g.codefresh.io
#       - oidc.vercel.com
#       - scalr.io
#       - proidc.upbound.io
#   remediation: |
#     Name the subject, for a cluster the namespace and service account:
#       "StringEquals": {"oidc.eks.REGION.amazonaws.com/id/ID:sub": "system:serviceaccount:NAMESPACE:NAME"}
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
#     Where every user of a directory is meant to have the role, as with the customers of an app, waive the rule for
#     it.
package rules.aws.iam.role_web_identity_without_subject

violation contains {"message": message, "evidence": {"statement": index, "provider": provider}} if {
	some index, statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	assumes(statement)
	some provider in statement.Principal.Federated
	issuer := issuer_of(provider)

	# With a provider of many tenants this is far worse, and another rule's finding.
	not issuer in input.params.shared_issuers
	not asks_who(statement, issuer)
	message := sprintf("statement %d accepts every identity of %s", [index + 1, issuer])
}

# Any claim but the audience tells identities apart.
asks_who(statement, issuer) if {
	some operator, keys in statement.Condition
	regex.match(`^(ForA(ny|ll)Values:)?String(Equals|EqualsIgnoreCase|Like)(IfExists)?$`, operator)
	some key, values in keys
	startswith(lower(key), concat("", [issuer, ":"]))
	lower(key) != concat(":", [issuer, "aud"])
	every value in values {
		says_something(operator, value)
	}
}

says_something(operator, _) if not contains(operator, "Like")

# All that EKS signs begins alike.
says_something(operator, value) if {
	contains(operator, "Like")
	not regex.match(`^(system:serviceaccount:)?[*?:]*$`, value)
}

# What a token can be used for here; the rest is of no use alone.
assumes(statement) if {
	some action in statement.Action
	not lower(action) in {"sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(statement) if count(statement.NotAction) > 0

# Only providers of the account have an ARN; login providers that AWS knows by name are another rule's.
issuer_of(provider) := lower(split(provider, ":oidc-provider/")[1])
