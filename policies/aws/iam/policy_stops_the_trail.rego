# METADATA
# title: Policy can stop the audit trail
# description: |
#   Its holder can stop CloudTrail, delete trails, or take out of them what they record.
#   That is the first thing an intruder does, and without the trail a financial institution can not tell its
#   supervisor what happened.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   - https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
# custom:
#   severity: medium
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Leave reading (cloudtrail:Get*, Describe*, List*, LookupEvents), and give the rest to one role that has to be
#     asked for. In an organization deny it by a service control policy.
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_stops_the_trail

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "stop_the_trail"
	not limited(power)
	not allows_far_more(power)
	given := concat(", ", power.actions)
	message := sprintf("statement %d can stop or change every trail: %s", [power.statement + 1, given])
	evidence := {"statement": power.statement, "sid": power.sid, "actions": power.actions}
}

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}

# A statement that allows nearly everything is another rule's finding.
allows_far_more(power) if {
	some other in input.facts.policy_powers
	other.statement == power.statement
	other.power == "not_action"
}

# So is one that allows the whole of a service.
allows_far_more(power) if power.whole_services
