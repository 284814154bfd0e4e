# METADATA
# title: Root user without MFA
# description: |
#   The root user can close the account, change its contacts and undo every other safeguard, and no
#   policy limits it. Without a second factor one phished password hands over the payments platform whole.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html
# custom:
#   severity: critical
#   resource: aws.account
#   reads: [root_mfa, root_access_keys, summary]
#   remediation: |
#     Console: sign in as root, open "Security credentials" and assign an MFA device; prefer two security keys.
#     In an organization you can instead remove the root credentials of member accounts:
#     aws iam enable-organizations-root-credentials-management, then delete them under "Root access management".
package rules.aws.account.root_without_mfa

violation contains {"message": "the root user can sign in without MFA"} if {
	not input.resource.root_mfa == true
	not credentials_removed
}

# Member accounts whose root credentials were removed centrally have nothing that MFA could guard.
credentials_removed if {
	input.resource.summary.AccountPasswordPresent == 0
	input.resource.root_access_keys == false
}
