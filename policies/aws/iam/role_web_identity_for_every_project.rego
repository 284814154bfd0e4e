# METADATA
# title: Role that every project of an organization can assume
# description: |
#   The role asks for the organization at the identity provider, and takes a token of any of its projects.
#   Whoever may create a repository or workspace there, or break one old pipeline, can act on production money with
#   it.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
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
#     Name the projects, up to the separator, and where possible the branch or environment:
#       "StringLike": {"token.actions.githubusercontent.com:sub": ["repo:ORG/REPO:environment:production"]}
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_web_identity_for_every_project

violation contains {"message": message, "evidence": {"statement": index, "provider": provider, "subject": value}} if {
	some index, statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	assumes(statement)
	some provider in statement.Principal.Federated
	issuer := issuer_of(provider)
	issuer in input.params.shared_issuers
	some operator, keys in statement.Condition
	regex.match(`^(ForA(ny|ll)Values:)?StringLike(IfExists)?$`, operator)
	some key, values in keys
	lower(key) == concat(":", [issuer, "sub"])
	some value in values
	names_tenant(value)
	not names_project(value)
	not repository_fixed(statement, issuer)
	message := sprintf("statement %d accepts every project that %q matches at %s", [index + 1, value, issuer])
}

# A pattern that leaves even the organization open is another rule's finding.
names_tenant(value) if regex.match(`^[^:/*?]+:[^:/*?]+[:/]`, value)

# As whole as GitHub and GitLab write it: `repo:ORG/REPO:…`, `project_path:GROUP/PROJECT:…`.
names_project(value) if regex.match(`^(repo|project_path):[^:*?]+/[^:*?]+:`, value)

# As Terraform Cloud, Buildkite and Vercel do: `organization:ORG:project:PROJECT:…`.
names_project(value) if regex.match(`^[^:/*?]+:[^:/*?]+:[^:/*?]+:[^:*?]+:`, value)

# As GitHub does when told to: `repository_id:NUMBER:…`.
names_project(value) if regex.match(`^repository(_id)?:[^:*?]+:`, value)

names_project(value) if regex.match(`^[^*?]+$`, value)

repository_fixed(statement, issuer) if {
	some operator in ["StringEquals", "StringEqualsIgnoreCase"]
	some key, _ in statement.Condition[operator]
	lower(key) in {concat(":", [issuer, "repository"]), concat(":", [issuer, "repository_id"])}
}

# What a token can be used for here; the rest is of no use alone.
assumes(statement) if {
	some action in statement.Action
	not lower(action) in {"sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(statement) if count(statement.NotAction) > 0

# Only providers of the account have an ARN; login providers that AWS knows by name are another rule's.
issuer_of(provider) := lower(split(provider, ":oidc-provider/")[1])
