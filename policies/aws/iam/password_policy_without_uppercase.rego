# METADATA
# title: Password policy does not ask for an uppercase letter
# description: |
#   Passwords without uppercase letters leave a guesser far fewer to try.
#   An auditor of card data checks this setting by name, and it costs the users of a console nothing.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
# custom:
#   severity: low
#   resource: aws.account
#   reads: [password_policy]
#   remediation: |
#     The command replaces the whole policy, so give every setting at once:
#     aws iam update-account-password-policy --minimum-password-length 14 --require-uppercase-characters \
#       --require-lowercase-characters --require-numbers --require-symbols --password-reuse-prevention 24 \
#       --max-password-age 90
#     Console: IAM, "Account settings", "Password policy", "Require at least one uppercase letter". Terraform:
#     aws_iam_account_password_policy with require_uppercase_characters = true.
package rules.aws.iam.password_policy_without_uppercase

# Without a policy of the account AWS asks for three of the four classes, so any single one may be missing.
violation contains {"message": "passwords without an uppercase letter are accepted"} if {
	not input.resource.password_policy.require_uppercase == true
}
