# METADATA
# title: Administrator's role for another account
# description: |
#   Somebody in another account may do everything here, so this account is as safe as that one, which is not under
#   the same control.
#   For a bank that means a supplier's stolen laptop is enough, and the register of outsourcing does not show it.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# custom:
#   severity: high
#   resource: aws.iam.role
#   facts: [administrator_by, outside_access]
#   params: { trusted_accounts: [] }
#   remediation: |
#     Give the other side the actions that it needs, or a boundary, or take it out of the trust policy:
#     aws iam detach-role-policy --role-name NAME --policy-arn ARN
#     aws iam put-role-permissions-boundary --role-name NAME --permissions-boundary ARN
#     Console: IAM, Roles, the role, "Permissions". The management account's own way in
#     (OrganizationAccountAccessRole) passes
#     when that account is audited too, or listed in trusted_accounts.
package rules.aws.iam.role_administrator_for_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	some by in input.facts.administrator_by
	by.bounded == false
	some access in input.facts.outside_access
	foreign(access)
	assumes(access)
	message := sprintf("account %s may do everything here, by %s", [access.account, how(by)])
	evidence := {"account": access.account, "principal": access.principal, "policy": by.policy}
}

how(by) := sprintf("%s, attached to it", [by.policy]) if by.via == "attached"

how(by) := sprintf("inline policy %s", [by.policy]) if by.via == "inline"

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
