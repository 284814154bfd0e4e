# METADATA
# title: Console password unused
# description: |
#   Somebody who no longer signs in still can: a leaver, a contractor, a forgotten test user.
#   Nobody misses such a sign-in, so whoever guesses its password works unseen beside customers' money; CIS asks to
#   disable it after 45 days.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html
# custom:
#   severity: medium
#   resource: aws.iam.user
#   reads: [console_password, password_last_used, password_last_changed, created_at]
#   facts: [now]
#   params: { max_idle_days: 45 }
#   remediation: |
#     aws iam delete-login-profile --user-name NAME
#     Console: IAM, Users, the user, "Security credentials", "Manage console access", "Disable".
#     If nothing else of the user is in use, delete the user.
package rules.aws.iam.user_console_unused

violation contains {"message": message, "evidence": {"idle_days": days}} if {
	input.resource.console_password == true
	last_used := input.resource.password_last_used
	last_used != null
	days := days_since(last_used)
	days > input.params.max_idle_days
	message := sprintf("last signed in to the console %d days ago", [days])
}

# Never used counts from the day on which the password was set.
violation contains {"message": message, "evidence": {"idle_days": days}} if {
	input.resource.console_password == true
	input.resource.password_last_used == null
	days := days_since(set_at)
	days > input.params.max_idle_days
	message := sprintf("has had a console password for %d days and never signed in", [days])
}

set_at := input.resource.password_last_changed if input.resource.password_last_changed != null

set_at := input.resource.created_at if input.resource.password_last_changed == null

days_since(moment) := floor((time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(moment)) / 86400000000000)
