# METADATA
# title: Root user in everyday use
# description: |
#   Somebody worked as the root user, which nothing limits and which is nobody in particular in the audit trail.
#   A regulator asks who moved what, and the root user leaves that open; it is meant for the few tasks that nobody
#   else can do.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
# custom:
#   severity: medium
#   resource: aws.account
#   reads: [root_user]
#   facts: [now]
#   params: { within_days: 30 }
#   remediation: |
#     Find out what was done. Console: CloudTrail, "Event history", user name "root". On the command line:
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root
#     Give that task to a role, and keep the root user for what only it can do. When the use was one of those tasks,
#     record it in a waiver.
package rules.aws.account.root_used_recently

violation contains {"message": message, "evidence": {"used_at": used_at, "days_ago": days}} if {
	some field, what in {
		"password_last_used": "signed in",
		"access_key_1_last_used": "used its first access key",
		"access_key_2_last_used": "used its second access key",
	}
	used_at := input.resource.root_user[field]
	used_at != null
	days := floor((time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(used_at)) / 86400000000000)
	days <= input.params.within_days
	message := sprintf("the root user %s on %s", [what, substring(used_at, 0, 10)])
}
