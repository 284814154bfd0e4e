# METADATA
# title: Access key not rotated
# description: |
#   An active access key works from anywhere until somebody deactivates it, and an old one has had time to end up in
#   laptops, logs and repositories. Rotation bounds how long a leaked key can move money or read customer data.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   severity: medium
#   resource: aws.iam.user
#   facts: [key_ages]
#   params: { max_age_days: 90 }
#   remediation: |
#     Make a second key, move its users over, then retire the old one:
#     aws iam create-access-key --user-name NAME
#     aws iam update-access-key --user-name NAME --access-key-id OLD --status Inactive
#     aws iam delete-access-key --user-name NAME --access-key-id OLD
#     Better, replace the user by a role with short-lived credentials. Console: IAM, Users, "Security credentials".
package rules.aws.iam.user_access_key_not_rotated

violation contains {"message": message, "evidence": evidence} if {
	some key in input.facts.key_ages
	key.active == true
	key.age_days > input.params.max_age_days
	message := sprintf("access key %s is %d days old", [key.id, key.age_days])
	evidence := {"access_key": key.id, "age_days": key.age_days, "max_age_days": input.params.max_age_days}
}
