# METADATA
# title: Role for an account that nobody listed
# description: |
#   Another company, or an account that nobody audits, acts with this role from outside, in the way that vendors do.
#   A regulated firm keeps a register of such parties; an entry that is not in it is a supplier whom nobody
#   reviewed, or a way back in that an intruder left.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html
# custom:
#   severity: low
#   resource: aws.iam.role
#   facts: [outside_access]
#   params: { trusted_accounts: [] }
#   remediation: |
#     Find out whose account it is and what it does here (CloudTrail, AssumeRole events of the role).
#     If it belongs there, list it in bartizan.toml as one of the trusted_accounts of this rule. Otherwise take it
#     out.
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_trusted_by_unlisted_account

violation contains {"message": message, "evidence": evidence} if {
	some access in input.facts.outside_access
	foreign(access)
	assumes(access)

	# Without an external id it is another rule's finding.
	access.external_id == true
	message := sprintf("statement %d trusts %s, an account that is not listed", [access.statement + 1, access.principal])
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
