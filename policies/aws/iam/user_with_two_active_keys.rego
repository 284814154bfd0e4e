# METADATA
# title: Two active access keys
# description: |
#   A second key exists for the hours of a rotation; left active it is one more secret to leak, and the rotation
#   never ends.
#   When one of them leaks, nobody can say at once which payments job used which.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
# custom:
#   severity: low
#   resource: aws.iam.user
#   facts: [key_ages]
#   remediation: |
#     See which of them is in use, then retire the other:
#     aws iam get-access-key-last-used --access-key-id ID
#     aws iam update-access-key --user-name NAME --access-key-id ID --status Inactive
#     aws iam delete-access-key --user-name NAME --access-key-id ID
#     Console: IAM, Users, the user, "Security credentials", "Access keys".
package rules.aws.iam.user_with_two_active_keys

violation contains {"message": message, "evidence": {"access_keys": ids}} if {
	ids := [key.id | some key in input.facts.key_ages; key.active == true]
	count(ids) > 1
	message := sprintf("access keys %s are active", [concat(" and ", ids)])
}
