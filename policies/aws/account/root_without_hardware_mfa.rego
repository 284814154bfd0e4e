# METADATA
# title: Root user guarded by an authenticator app
# description: |
#   The root user's second factor is an app, whose seed can be copied with a phone's backup and whose codes can be
#   phished.
#   For the one identity that no policy limits in a payments account, a security key or hardware token is the factor
#   that an attacker can not take from afar.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
# custom:
#   severity: medium
#   resource: aws.account
#   reads: [root_mfa, root_virtual_mfa]
#   remediation: |
#     Console: sign in as root, open "Security credentials", assign a passkey or security key (two are better), then
#     remove the app.
#     The app's device is gone once this list has no entry of the root user:
#     aws iam list-virtual-mfa-devices --assignment-status Assigned
#     In an organization, removing the root credentials of member accounts settles it for good:
#     aws iam enable-organizations-root-credentials-management
package rules.aws.account.root_without_hardware_mfa

# Any app counts, even beside a security key: who signs in chooses the factor.
# A root user without MFA is another rule's finding.
violation contains {"message": "the root user can sign in with a code from an authenticator app"} if {
	input.resource.root_mfa == true
	input.resource.root_virtual_mfa == true
}
