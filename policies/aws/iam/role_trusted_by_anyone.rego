# METADATA
# title: Role can be assumed by anyone
# description: |
#   The trust policy admits every AWS principal of every account, so anybody with an AWS account of their own can take
#   the role. An external id does not change that: it is an identifier that vendors share, not a password.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# custom:
#   severity: critical
#   resource: aws.iam.role
#   facts: [outside_access]
#   remediation: |
#     Name the accounts or roles that may assume it, or require your organization with
#     "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-..."}}.
#     Console: IAM, Roles, the role, "Trust relationships". CLI:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_trusted_by_anyone

violation contains {"message": message(entry), "evidence": {"statement": entry.statement}} if {
	some entry in input.facts.outside_access
	entry.who == "anyone"
	not entry.narrowed
	can_assume(entry)
}

message(entry) := "anyone who knows the external id can assume it" if entry.external_id

message(entry) := "anyone with an AWS account can assume it" if not entry.external_id

# Tagging a session or naming its source is of no use without assuming the role.
can_assume(entry) if {
	some action in entry.actions
	not lower(action) in {"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

can_assume(entry) if count(entry.not_actions) > 0
