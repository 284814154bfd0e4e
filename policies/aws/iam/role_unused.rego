# METADATA
# title: Role nobody uses
# description: |
#   Nothing has used the role for months, yet whoever its trust policy names still can, with every right that it has
#   collected.
#   Old roles of vendors and projects are how an intruder moves on unseen toward customer data.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html
# custom:
#   severity: low
#   resource: aws.iam.role
#   reads: [path, created_at, last_used]
#   facts: [now]
#   params: { max_idle_days: 90 }
#   remediation: |
#     Look at what it may reach and who trusts it, then deny it everything for a month before deleting it:
#     aws iam get-role --role-name NAME --query Role.RoleLastUsed
#     aws iam delete-role --role-name NAME
#     Console: IAM, Roles, the role, "Last activity", "Delete". A role for emergencies is a waiver.
package rules.aws.iam.role_unused

violation contains {"message": message, "evidence": {"idle_days": days, "region": last_used.region}} if {
	not owned_by_aws
	last_used := input.resource.last_used
	last_used != null
	days := days_since(last_used.at)
	days > input.params.max_idle_days
	message := sprintf("was last used %d days ago", [days])
}

violation contains {"message": message, "evidence": {"age_days": days}} if {
	not owned_by_aws
	input.resource.last_used == null
	input.resource.created_at != null
	days := days_since(input.resource.created_at)
	days > input.params.max_idle_days
	message := sprintf("was made %d days ago, and AWS remembers no use of it", [days])
}

# Services make the first kind for themselves; IAM Identity Center makes and deletes the second.
owned_by_aws if startswith(input.resource.path, "/aws-service-role/")

owned_by_aws if startswith(input.resource.path, "/aws-reserved/")

days_since(moment) := floor((time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(moment)) / 86400000000000)
