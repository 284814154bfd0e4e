# METADATA
# title: Role with long sessions
# description: |
#   Credentials of this role stay good for the better part of a day after they are handed out, and AWS can not
#   recall a single session.
#   A laptop that is stolen over lunch is then still signed in to the payments account in the evening.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
# custom:
#   severity: low
#   resource: aws.iam.role
#   reads: [max_session_seconds, trust_policy, path]
#   params: { max_hours: 8 }
#   remediation: |
#     aws iam update-role --role-name NAME --max-session-duration 3600
#     Console: IAM, Roles, the role, "Edit", "Maximum session duration". Terraform: aws_iam_role with
#     max_session_duration = 3600.
package rules.aws.iam.role_session_too_long

violation contains {"message": message, "evidence": {"seconds": seconds, "wanted": input.params.max_hours * 3600}} if {
	seconds := input.resource.max_session_seconds
	seconds != null
	seconds > input.params.max_hours * 3600
	taken_by_others
	not startswith(input.resource.path, "/aws-reserved/")
	message := sprintf("sessions may last %d minutes", [floor(seconds / 60)])
}

# Services choose the length themselves and renew it: the setting means nothing to them.
taken_by_others if {
	some statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	some kind, _ in statement.Principal
	kind != "Service"
}

taken_by_others if {
	some statement in input.resource.trust_policy.Statement
	statement.Effect == "Allow"
	statement.NotPrincipal
}
