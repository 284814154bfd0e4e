# METADATA
# title: Role can be assumed by anyone
# description: |
#   The trust policy admits every AWS principal of every account, so anybody with an AWS account of their own can take
#   the role. An external id does not change that: it is an identifier that vendors share, not a password.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# custom:
#   severity: critical
#   resource: aws.iam.role
#   reads: [trust_policy]
#   remediation: |
#     Name the accounts or roles that may assume it, or require your organization with
#     "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-..."}}.
#     Console: IAM, Roles, the role, "Trust relationships". CLI:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_trusted_by_anyone

violation contains {"message": message(statement), "evidence": {"statement": index}} if {
	some index, statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	names_anyone(statement)
	can_assume(statement)
	not narrowed(statement)
	not outsiders_denied
}

message(statement) := "anyone who knows the external id can assume it" if asks_external_id(statement)

message(statement) := "anyone with an AWS account can assume it" if not asks_external_id(statement)

asks_external_id(statement) if {
	some operator, keys in statement.Condition
	operator in {"StringEquals", "StringLike"}
	some key, _ in keys
	lower(key) == "sts:externalid"
}

names_anyone(statement) if "*" in statement.Principal.AWS

# Everyone but a few is everyone.
names_anyone(statement) if statement.NotPrincipal

# Tagging a session or naming its source is of no use without assuming the role.
can_assume(statement) if {
	some action in statement.Action
	not lower(action) in {"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

can_assume(statement) if count(statement.NotAction) > 0

# Conditions that hold only for callers whom the account's owner chose. Operators that end in IfExists or begin
# with ForAllValues hold where the key is missing, so they narrow nothing.
narrowed(statement) if {
	some operator, keys in statement.Condition
	operator in {
		"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike",
		"ForAnyValue:StringEquals", "ForAnyValue:StringLike", "IpAddress", "Bool",
	}
	some key, values in keys
	every value in values {
		chosen(lower(key), value)
	}
}

# The other way to say it: everyone is allowed, and whoever is not of the organization is denied.
outsiders_denied if {
	some statement in input.resource.trust_policy.Statement
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	some action in statement.Action
	lower(action) in {"*", "sts:*", "sts:assumerole", "sts:assumerole*"}
	count(statement.Condition) == 1
	some operator, keys in statement.Condition
	operator in {"StringNotEquals", "StringNotLike", "ArnNotEquals", "ArnNotLike", "StringNotEqualsIfExists"}
	count(keys) == 1
	some key, values in keys
	every value in values {
		chosen(lower(key), value)
	}
}

chosen(key, value) if {
	key in {
		"aws:principalorgid", "aws:principalaccount", "aws:sourceaccount", "aws:sourceorgid",
		"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip",
	}
	not wild(value)
}

# Only the organization or the account must be certain; what follows may be a pattern.
chosen("aws:principalorgpaths", value) if not wild(split(value, "/")[0])

chosen(key, value) if {
	key in {"aws:principalarn", "aws:sourcearn"}
	not wild(split(value, ":")[4])
	split(value, ":")[4] != ""
}

chosen("aws:userid", value) if not wild(split(value, ":")[0])

chosen("aws:sourceip", value) if not endswith(value, "/0")

chosen("aws:principalisawsservice", value) if value == "true"

wild(text) if contains(text, "*")

wild(text) if contains(text, "?")
