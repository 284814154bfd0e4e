# METADATA
# title: Passwords that do not expire
# description: |
#   A password that leaked unnoticed stays good for as long as nobody changes it.
#   PCI DSS wants a change every 90 days where the password is the only factor; where every user has MFA, switch
#   this rule off and say so.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
# custom:
#   severity: low
#   resource: aws.account
#   reads: [password_policy]
#   params: { max_age_days: 90 }
#   remediation: |
#     The command replaces the whole policy, so give every setting at once:
#     aws iam update-account-password-policy --minimum-password-length 14 --require-uppercase-characters \
#       --require-lowercase-characters --require-numbers --require-symbols --password-reuse-prevention 24 \
#       --max-password-age 90
#     Console: IAM, "Account settings", "Password policy", "Turn on password expiration", 90 days. Terraform:
#     aws_iam_account_password_policy with max_password_age = 90.
package rules.aws.iam.password_policy_without_expiry

violation contains {"message": message, "evidence": {"wanted": input.params.max_age_days}} if {
	not expires
	message := "passwords never expire"
}

violation contains {"message": message, "evidence": {"max_age_days": days, "wanted": input.params.max_age_days}} if {
	expires
	days := input.resource.password_policy.max_age_days
	days > input.params.max_age_days
	message := sprintf("passwords are good for %d days", [days])
}

# Zero and nothing both mean never.
expires if {
	input.resource.password_policy.max_age_days != null
	input.resource.password_policy.max_age_days > 0
}
