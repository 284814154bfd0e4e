# METADATA
# title: Console user guarded by an authenticator app alone
# description: |
#   Codes of an app can be phished on a copied sign-in page, and its seed copied with a phone's backup.
#   People who can move money or change who may deserve a passkey or security key, which signs for the real site
#   only.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
# custom:
#   severity: low
#   resource: aws.iam.user
#   reads: [console_password, mfa_devices]
#   remediation: |
#     Console: IAM, Users, the user, "Security credentials", "Assign MFA device", "Passkey or security key"; then
#     remove the app:
#     aws iam deactivate-mfa-device --user-name NAME --serial-number ARN
#     aws iam delete-virtual-mfa-device --serial-number ARN
package rules.aws.iam.user_with_virtual_mfa_only

violation contains {"message": message, "evidence": {"devices": serials}} if {
	input.resource.console_password == true
	serials := [device.serial | some device in input.resource.mfa_devices]
	count(serials) > 0
	not phishing_resistant
	message := sprintf("its only second factor is an authenticator app (%s)", [concat(", ", serials)])
}

phishing_resistant if {
	some device in input.resource.mfa_devices
	device.kind in {"security-key", "hardware"}
}
