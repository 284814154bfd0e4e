# METADATA
# title: Access key that was never used
# description: |
#   Somebody made the key to have one, often together with the user, and it waits in a download folder.
#   It opens the account as well as a used key does, and nobody would notice that it is gone.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
# custom:
#   severity: low
#   resource: aws.iam.user
#   reads: [access_keys, console_password, created_at]
#   facts: [now]
#   params: { grace_days: 7 }
#   remediation: |
#     aws iam delete-access-key --user-name NAME --access-key-id ID
#     Console: IAM, Users, the user, "Security credentials", "Access keys", "Actions", "Delete".
#     Make a key when a program needs it, and none for a person: they get short-lived ones with aws sso login.
package rules.aws.iam.user_access_key_never_used

violation contains {"message": message, "evidence": {"access_key": key.id, "age_days": days}} if {
	some key in waiting
	not made_with_user(key)
	days := floor((now - made_at(key)) / day)
	days > input.params.grace_days
	message := sprintf("access key %s was made %d days ago and never used", [key.id, days])
}

# A key beside a password from the first minutes was made because a form offered it.
violation contains {"message": message, "evidence": {"access_key": key.id}} if {
	some key in waiting
	made_with_user(key)
	message := sprintf("access key %s was made together with the user and never used", [key.id])
}

waiting contains key if {
	some key in input.resource.access_keys
	key.active == true
	key.last_used == null
	key.created_at != null
}

made_with_user(key) if {
	input.resource.console_password == true
	input.resource.created_at != null
	made_at(key) - time.parse_rfc3339_ns(input.resource.created_at) <= 10 * minute
}

made_at(key) := time.parse_rfc3339_ns(key.created_at)

now := time.parse_rfc3339_ns(input.facts.now)

day := 86400000000000

minute := 60000000000
