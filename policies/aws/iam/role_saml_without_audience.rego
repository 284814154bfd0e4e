# METADATA
# title: SAML role that does not ask for its audience
# description: |
#   The trust policy takes an assertion without looking at the address that it was made for.
#   An assertion that the identity provider made for another application can then serve to get into an account that
#   moves money, where one condition would refuse it.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
# custom:
#   severity: low
#   resource: aws.iam.role
#   reads: [trust_policy]
#   remediation: |
#     Require "StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}, or the sign-in addresses of your
#     regions.
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_saml_without_audience

violation contains {"message": message, "evidence": {"statement": index, "provider": provider}} if {
	some index, statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	assumes(statement)
	some provider in statement.Principal.Federated
	contains(provider, ":saml-provider/")
	not asks_audience(statement)
	message := sprintf("statement %d accepts assertions of %s for any audience", [index + 1, provider])
}

# AWS fills this key from the assertion's recipient: the address that it was made for.
asks_audience(statement) if {
	some operator, keys in statement.Condition
	regex.match(`^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$`, operator)
	some key, values in keys
	lower(key) == "saml:aud"
	not "*" in values
}

# What a token can be used for here; the rest is of no use alone.
assumes(statement) if {
	some action in statement.Action
	not lower(action) in {"sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(statement) if count(statement.NotAction) > 0
