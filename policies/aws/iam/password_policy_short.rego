# METADATA
# title: Password policy allows short passwords
# description: |
#   Short passwords fall to guessing, and to whoever gets hold of a list of their hashes elsewhere.
#   An IAM user of a payments company signs in from the internet, so the length of the password is the first thing
#   that stands in the way.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
# custom:
#   severity: medium
#   resource: aws.account
#   reads: [password_policy]
#   params: { minimum_length: 14 }
#   remediation: |
#     The command replaces the whole policy, so give every setting at once:
#     aws iam update-account-password-policy --minimum-password-length 14 --require-uppercase-characters \
#       --require-lowercase-characters --require-numbers --require-symbols --password-reuse-prevention 24 \
#       --max-password-age 90
#     Console: IAM, "Account settings", "Password policy", "Password minimum length" 14. Terraform:
#     aws_iam_account_password_policy with minimum_password_length = 14.
package rules.aws.iam.password_policy_short

violation contains {"message": message, "evidence": evidence} if {
	length := minimum_length
	evidence := {"minimum_length": length, "wanted": input.params.minimum_length}
	length < input.params.minimum_length
	message := sprintf("passwords of %d characters are accepted", [length])
}

# Without a policy of the account AWS asks for eight characters.
minimum_length := 8 if input.resource.password_policy == null

# A policy that does not say asks for six.
minimum_length := 6 if {
	input.resource.password_policy != null
	input.resource.password_policy.minimum_length == null
}

minimum_length := input.resource.password_policy.minimum_length if {
	input.resource.password_policy.minimum_length != null
}
