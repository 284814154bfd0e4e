# METADATA
# title: Role that shows another account everything
# description: |
#   A policy like AWS's ReadOnlyAccess reads not only settings: it opens every object and every table, and another
#   account holds it here.
#   A tool that was to look at configuration can thereby copy statements and card data, and so can whoever breaks
#   into its maker.
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecurityAudit.html
# custom:
#   severity: medium
#   resource: aws.iam.role
#   reads: [permissions_boundary]
#   facts: [outside_access, reads_everything_by, administrator_by]
#   params: { trusted_accounts: [] }
#   remediation: |
#     SecurityAudit and ViewOnlyAccess show settings and no data; attach one of them in its place:
#     aws iam attach-role-policy --role-name NAME --policy-arn arn:aws:iam::aws:policy/SecurityAudit
#     aws iam detach-role-policy --role-name NAME --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
#     Console: IAM, Roles, the role, "Permissions".
package rules.aws.iam.role_foreign_account_reads_everything

violation contains {"message": message, "evidence": {"account": access.account, "principal": access.principal}} if {
	some reader in input.facts.reads_everything_by
	input.resource.permissions_boundary == null

	# Another rule's finding, and worse.
	count(input.facts.administrator_by) == 0
	some access in input.facts.outside_access
	foreign(access)
	assumes(access)
	message := sprintf("account %s may read all data here, by %s", [access.account, short(reader.policy)])
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

# The name is what follows the last slash of an ARN.
short(policy) := substring(parts[count(parts) - 1], 0, 100) if parts := split(policy, "/")
