# METADATA
# title: Role that everyone at a shared identity provider can assume
# description: |
#   GitHub, GitLab, Terraform Cloud and others sign tokens for all their customers with one key, and this role does
#   not ask whose the token is.
#   Anybody who opens a free account there can run a job that takes the role, and with it whatever it may do to
#   payments and data.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# custom:
#   severity: critical
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
#     Ask for your organization and project in the subject, up to its separators, for example
#       "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:ORG/REPO:ref:refs/heads/main"}}
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
#     AWS refuses such policies when they are written today, but leaves those from before in force. Look in
#     CloudTrail for AssumeRoleWithWebIdentity by strangers.
package rules.aws.iam.role_web_identity_for_every_tenant

violation contains {"message": message, "evidence": evidence} if {
	some index, statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	assumes(statement)
	some provider in statement.Principal.Federated
	issuer := issuer_of(provider)
	issuer in input.params.shared_issuers
	not tenant_fixed(statement, issuer)
	not others_denied(issuer)
	message := sprintf("statement %d accepts tokens that %s signs for any of its customers", [index + 1, issuer])
	evidence := {"statement": index, "provider": provider, "conditions": object.get(statement, "Condition", {})}
}

tenant_fixed(statement, issuer) if {
	some operator, keys in statement.Condition
	some key, values in keys
	claim := substring(lower(key), count(issuer) + 1, -1)
	lower(key) == concat(":", [issuer, claim])
	compares(operator, claim)
	every value in values {
		names_tenant(operator, claim, value)
	}
}

# Every token has a subject, so that operators which hold for a missing claim are as good as the others.
compares(operator, "sub") if {
	regex.match(`^(ForA(ny|ll)Values:)?String(Equals|EqualsIgnoreCase|Like)(IfExists)?$`, operator)
}

# Who set off a job is no tenant: anybody's repository can have a job that a stranger's comment sets off.
compares(operator, claim) if {
	claim in {
		"repository", "repository_id", "repository_owner",
		"repository_owner_id", "enterprise_id", "job_workflow_ref",
	}
	regex.match(`^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$`, operator)
}

names_tenant(operator, _, value) if {
	not contains(operator, "Like")
	value != ""
}

names_tenant(operator, _, value) if {
	contains(operator, "Like")
	regex.match(`^[^*?]+$`, value)
}

# The name must be whole: `repo:acme*` is also the repositories of acme-evil.
names_tenant(operator, "sub", value) if {
	contains(operator, "Like")
	regex.match(`^[^:/*?]+:[^:/*?]+[:/]`, value)
}

names_tenant(operator, claim, value) if {
	contains(operator, "Like")
	claim in {"repository", "job_workflow_ref"}
	regex.match(`^[^/*?]+/`, value)
}

# The other way to say it: all are allowed, and whoever is not ours is denied.
others_denied(issuer) if {
	some statement in input.resource.trust_policy.Statement
	statement.Effect == "Deny"
	assumes(statement)
	count(statement.Condition) == 1
	some operator, keys in statement.Condition
	regex.match(`^StringNot(Equals|Like)(IfExists)?$`, operator)
	count(keys) == 1
	some key, values in keys
	lower(key) == concat(":", [issuer, "sub"])
	every value in values {
		names_tenant(operator, "sub", value)
	}
}

# What a token can be used for here; the rest is of no use alone.
assumes(statement) if {
	some action in statement.Action
	not lower(action) in {"sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(statement) if count(statement.NotAction) > 0

# Only providers of the account have an ARN; login providers that AWS knows by name are another rule's.
issuer_of(provider) := lower(split(provider, ":oidc-provider/")[1])
