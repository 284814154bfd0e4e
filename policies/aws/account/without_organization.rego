# METADATA
# title: Account outside an organization
# description: |
#   No service control policy can hold this account, its trail can be stopped by its own administrators, and nobody
#   above it can remove its root credentials.
#   A bank's guardrails must not depend on the people whom they guard against.
# related_resources:
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_introduction.html
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html
# custom:
#   severity: medium
#   resource: aws.account
#   reads: [organization]
#   remediation: |
#     From the organization's management account:
#     aws organizations invite-account-to-organization --target Id=ACCOUNT,Type=ACCOUNT
#     Console: AWS Organizations of the management account, "Invite an existing AWS account"; then accept in this
#     account.
#     An account that stands alone on purpose is a waiver.
package rules.aws.account.without_organization

violation contains {"message": "the account belongs to no organization"} if input.resource.organization == null
