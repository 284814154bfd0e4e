# METADATA
# title: IAM user can sign in with a password alone
# description: |
#   The user has a console password and no MFA device, so one leaked or guessed password is enough to act as them.
#   Stolen passwords are the commonest way into cloud accounts, and a payments operator's console reaches customer money.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
# custom:
#   severity: high
#   resource: aws.iam.user
#   reads: [console_password, mfa_devices]
#   remediation: |
#     Console: IAM, Users, the user, "Security credentials", "Assign MFA device".
#     If nobody signs in with it, remove the password: aws iam delete-login-profile --user-name NAME
package rules.aws.iam.user_console_without_mfa

violation contains {"message": "has a console password and no MFA device"} if {
	input.resource.console_password == true
	not has_mfa
}

has_mfa if {
	is_array(input.resource.mfa_devices)
	some device in input.resource.mfa_devices
	device.serial
}
