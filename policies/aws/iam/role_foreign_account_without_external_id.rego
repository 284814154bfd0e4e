# METADATA
# title: Role for another account without an external id
# description: |
#   A vendor assumes such roles for all its customers, and nothing in this trust policy says for which of them it is
#   acting.
#   Another customer who gives the vendor this role's name then works in the payments account through it: the
#   confused deputy.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# custom:
#   severity: medium
#   resource: aws.iam.role
#   facts: [outside_access]
#   params: { trusted_accounts: [] }
#   remediation: |
#     Ask the vendor for the external id that it uses for you, and require it:
#       "Condition": {"StringEquals": {"sts:ExternalId": "VALUE"}}
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
#     Accounts of your own company need none: name them in the parameter trusted_accounts, or audit them together.
package rules.aws.iam.role_foreign_account_without_external_id

violation contains {"message": message, "evidence": evidence} if {
	some access in input.facts.outside_access
	foreign(access)
	assumes(access)
	access.external_id == false
	message := sprintf("statement %d lets account %s in without an external id", [access.statement + 1, access.account])
	evidence := {"statement": access.statement, "principal": access.principal, "account": access.account}
}

foreign(access) if {
	access.who == "account"
	access.own == false
	not access.account in input.params.trusted_accounts
	not of_organization(access)
}

# Whoever is of an organization that the policy asks for was chosen with it.
of_organization(access) if {
	some key in access.by
	key in {"aws:PrincipalOrgID", "aws:PrincipalOrgPaths"}
}

# Tagging a session or naming its source is of no use without assuming the role.
assumes(access) if {
	some action in access.actions
	not lower(action) in {"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(access) if count(access.not_actions) > 0
