# METADATA
# title: Role that takes tokens made for others
# description: |
#   The trust policy does not say for whom the token must have been made, so every audience that the provider is
#   registered with is good.
#   A token that a pipeline hands to another system can then be replayed by that system to act in the account of a
#   payments company.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# custom:
#   severity: low
#   resource: aws.iam.role
#   reads: [trust_policy]
#   remediation: |
#     Require the audience that your workloads ask for, with most tools
#       "StringEquals": {"ISSUER:aud": "sts.amazonaws.com"}
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_web_identity_without_audience

violation contains {"message": message, "evidence": {"statement": index, "provider": provider}} if {
	some index, statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	assumes(statement)
	some provider in statement.Principal.Federated
	issuer := issuer_of(provider)
	not asks_audience(statement, issuer)
	message := sprintf("statement %d accepts tokens of %s for any audience", [index + 1, issuer])
}

asks_audience(statement, issuer) if {
	some operator, keys in statement.Condition
	regex.match(`^(ForA(ny|ll)Values:)?String(Equals|EqualsIgnoreCase|Like)(IfExists)?$`, operator)
	some key, values in keys
	lower(key) == concat(":", [issuer, "aud"])
	not "*" in values
}

# What a token can be used for here; the rest is of no use alone.
assumes(statement) if {
	some action in statement.Action
	not lower(action) in {"sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(statement) if count(statement.NotAction) > 0

# Only providers of the account have an ARN; login providers that AWS knows by name are another rule's.
issuer_of(provider) := lower(split(provider, ":oidc-provider/")[1])
