# METADATA
# title: Role that shows another account everything
# description: |
#   AWS's policy ReadOnlyAccess reads not only settings: it opens every object, table, queue and log, and another
#   account holds it here.
#   A tool that was to look at configuration can thereby copy statements and card data, and so can whoever breaks
#   into its maker.
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecurityAudit.html
# custom:
#   severity: medium
#   resource: aws.iam.role
#   reads: [attached_policies, permissions_boundary]
#   facts: [outside_access]
#   params: { trusted_accounts: [] }
#   remediation: |
#     SecurityAudit and ViewOnlyAccess show settings and no data; attach one of them in its place:
#     aws iam attach-role-policy --role-name NAME --policy-arn arn:aws:iam::aws:policy/SecurityAudit
#     aws iam detach-role-policy --role-name NAME --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
#     Console: IAM, Roles, the role, "Permissions".
package rules.aws.iam.role_foreign_account_reads_everything

violation contains {"message": message, "evidence": {"account": access.account, "principal": access.principal}} if {
	some policy in input.resource.attached_policies
	endswith(policy.arn, ":iam::aws:policy/ReadOnlyAccess")
	input.resource.permissions_boundary == null
	some access in input.facts.outside_access
	foreign(access)
	assumes(access)
	message := sprintf("account %s may read all data here, by ReadOnlyAccess", [access.account])
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
