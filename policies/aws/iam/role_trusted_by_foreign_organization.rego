# METADATA
# title: Role for another organization
# description: |
#   The trust policy admits every account of an organization that is not this one's, accounts that it opens tomorrow
#   included.
#   One typing error in the id, or an old parent company, and strangers act with the role on customers' money.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_introduction.html
# custom:
#   severity: high
#   resource: aws.iam.role
#   facts: [outside_access, own_organization]
#   params: { trusted_organizations: [] }
#   remediation: |
#     Require your own organization: "aws:PrincipalOrgID" with the id that aws organizations describe-organization
#     prints, or name the accounts that you mean.
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_trusted_by_foreign_organization

violation contains {"message": message, "evidence": evidence} if {
	some access in input.facts.outside_access
	access.who == "organization"
	access.principal != input.facts.own_organization
	access.own != true
	not access.principal in input.params.trusted_organizations
	assumes(access)
	message := sprintf("statement %d admits every account of %s", [access.statement + 1, access.principal])
	evidence := {"statement": access.statement, "sid": access.sid, "organization": access.principal}
}

# Tagging a session or naming its source is of no use without assuming the role.
assumes(access) if {
	some action in access.actions
	not lower(action) in {"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(access) if count(access.not_actions) > 0
