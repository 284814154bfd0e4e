# METADATA
# title: Password policy does not ask for a digit
# description: |
#   A password of letters alone is often a word, and words are what guessers try first.
#   The console of a bank is reachable from the internet, so its passwords must not come out of a dictionary.
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
#     Console: IAM, "Account settings", "Password policy", "Require at least one number". Terraform:
#     aws_iam_account_password_policy with require_numbers = true.
package rules.aws.iam.password_policy_without_numbers

# Without a policy of the account AWS asks for three of the four classes, so any single one may be missing.
violation contains {"message": "passwords without a digit are accepted"} if {
	not input.resource.password_policy.require_numbers == true
}
