# METADATA
# title: Organization that shares billing alone
# description: |
#   The organization has only consolidated billing, so no service control policy, no central removal of root
#   credentials and no organization trail with guardrails exist.
#   Each account's own administrators can then turn off what an auditor relies on.
# related_resources:
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
# custom:
#   severity: medium
#   resource: aws.account
#   reads: [organization]
#   remediation: |
#     From the management account; members that were invited have to agree:
#     aws organizations enable-all-features
#     Console: AWS Organizations, "Settings", "Begin process to enable all features".
package rules.aws.account.organization_without_all_features

violation contains {"message": message, "evidence": {"organization": organization.id}} if {
	organization := input.resource.organization
	organization.all_features == false
	message := sprintf("organization %s shares billing alone, so no service control policy holds", [organization.id])
}
