# METADATA
# title: Access key no longer used
# description: |
#   The key works from anywhere, and nothing that anybody still runs needs it.
#   A forgotten key in an old repository or on a sold laptop opens the account without a trace in anyone's working
#   day; CIS asks to disable it after 45 days.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
# custom:
#   severity: medium
#   resource: aws.iam.user
#   facts: [key_idleness]
#   params: { max_idle_days: 45 }
#   remediation: |
#     Deactivate it first, which can be undone, and delete it when nothing breaks:
#     aws iam update-access-key --user-name NAME --access-key-id ID --status Inactive
#     aws iam delete-access-key --user-name NAME --access-key-id ID
#     Console: IAM, Users, the user, "Security credentials", "Access keys", "Actions".
package rules.aws.iam.user_access_key_unused

# A key that was never used has no last use; another rule reports it.
violation contains {"message": message, "evidence": {"access_key": key.id, "idle_days": key.idle_days}} if {
	some key in input.facts.key_idleness
	key.active == true
	key.idle_days != null
	key.idle_days > input.params.max_idle_days
	message := sprintf("access key %s was last used %d days ago", [key.id, key.idle_days])
}
