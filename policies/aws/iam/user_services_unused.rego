# METADATA
# title: User may use services that it never uses
# description: |
#   What a user may do and does not is of use to nobody but an intruder, and it stays while the job it was for moves on.
#   AWS remembers for 400 days what was tried, so this much can be taken away and nothing breaks that runs.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-gen-least-privilege-policies
# custom:
#   severity: low
#   resource: aws.iam.user
#   facts: [service_idleness]
#   optional: true
#   params: { max_idle_days: 90, allowed_services: [] }
#   remediation: |
#     Let bartizan write the smaller policy, proven to be within the old one:
#     bartizan iam shrink ARN --last-accessed SNAPSHOT
#     aws iam put-user-policy --user-name NAME --policy-name POLICY --policy-document file://policy.json
#     Console: IAM, Users, the user, "Last Accessed".
package rules.aws.iam.user_services_unused

violation contains {"message": message, "evidence": {"services": idle}} if {
	idle := sort([it.service | some it in services; unused(it)])
	count(idle) > 0

	# Where nothing is used at all, another rule says so.
	count(idle) < count(services)
	message := sprintf("may use %d services and has not used %s for %d days", [
		count(services),
		told(idle),
		input.params.max_idle_days,
	])
}

services := [it | some it in input.facts.service_idleness; not it.service in input.params.allowed_services]

unused(it) if it.idle_days == null

unused(it) if it.idle_days > input.params.max_idle_days

told(idle) := concat(", ", idle) if count(idle) <= 8

told(idle) := sprintf("%s and %d more", [concat(", ", array.slice(idle, 0, 8)), count(idle) - 8]) if count(idle) > 8
