# METADATA
# title: Password policy allows old passwords again
# description: |
#   A user who must change a password can set the old one, so a password that leaked once works again.
#   After an incident at a financial institution everyone changes passwords, and the change is worth nothing if it
#   can be undone.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
# custom:
#   severity: low
#   resource: aws.account
#   reads: [password_policy]
#   params: { remembered: 24 }
#   remediation: |
#     The command replaces the whole policy, so give every setting at once:
#     aws iam update-account-password-policy --minimum-password-length 14 --require-uppercase-characters \
#       --require-lowercase-characters --require-numbers --require-symbols --password-reuse-prevention 24 \
#       --max-password-age 90
#     Console: IAM, "Account settings", "Password policy", "Prevent password reuse", 24. Terraform:
#     aws_iam_account_password_policy with password_reuse_prevention = 24.
package rules.aws.iam.password_policy_allows_reuse

violation contains {"message": message, "evidence": evidence} if {
	remembered < input.params.remembered
	evidence := {"remembered": remembered, "wanted": input.params.remembered}
	message := sprintf("former passwords that are refused: %d", [remembered])
}

default remembered := 0

remembered := input.resource.password_policy.reuse_prevention if {
	input.resource.password_policy.reuse_prevention != null
}
