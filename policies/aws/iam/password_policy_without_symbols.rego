# METADATA
# title: Password policy does not ask for a symbol
# description: |
#   Passwords without symbols are what most lists of leaked passwords are made of.
#   A user who takes one from another site brings its breach along to the account that holds customers' money,
#   unless the policy refuses it.
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
#     Console: IAM, "Account settings", "Password policy", "Require at least one non-alphanumeric character".
#     Terraform: aws_iam_account_password_policy with require_symbols = true.
package rules.aws.iam.password_policy_without_symbols

# Without a policy of the account AWS asks for three of the four classes, so any single one may be missing.
violation contains {"message": "passwords without a symbol are accepted"} if {
	not input.resource.password_policy.require_symbols == true
}
