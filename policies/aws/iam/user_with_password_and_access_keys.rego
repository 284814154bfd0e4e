# METADATA
# title: Password and access keys in one user
# description: |
#   A person's console user that also has keys runs programs in that person's name, and the trail can not tell who
#   did what.
#   Keys ask for no second factor unless a policy says so, so MFA at the console guards only half of what the user
#   can reach.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
# custom:
#   severity: low
#   resource: aws.iam.user
#   reads: [console_password]
#   facts: [key_ages]
#   remediation: |
#     Give the program a role, or a user of its own, and the person short-lived keys: aws sso login, or aws login.
#     Then:
#     aws iam delete-access-key --user-name NAME --access-key-id ID
#     Console: IAM, Users, the user, "Security credentials", "Access keys".
package rules.aws.iam.user_with_password_and_access_keys

violation contains {"message": message, "evidence": {"access_keys": ids}} if {
	input.resource.console_password == true
	ids := [key.id | some key in input.facts.key_ages; key.active == true]
	count(ids) > 0
	message := sprintf("has a console password beside access key %s", [concat(" and ", ids)])
}
