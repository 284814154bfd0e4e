# METADATA
# title: Group that makes its members administrators
# description: |
#   Whoever is put into the group gets everything, for good, by one call that looks like any other change of a team.
#   Administrators of a bank are few and known by name; a group's membership is where that knowledge is lost first.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html
# custom:
#   severity: medium
#   resource: aws.iam.group
#   facts: [administrator_by]
#   remediation: |
#     Give the group what its job needs, and let its members assume an administrator's role with MFA when they have
#     to:
#     aws iam detach-group-policy --group-name NAME --policy-arn ARN
#     Console: IAM, "User groups", the group, "Permissions". Terraform: drop the aws_iam_group_policy_attachment.
package rules.aws.iam.group_is_administrator

violation contains {"message": message, "evidence": {"policy": by.policy, "via": by.via}} if {
	some by in input.facts.administrator_by
	message := sprintf("makes its members administrators, by %s", [how(by)])
}

how(by) := sprintf("%s, attached to it", [by.policy]) if by.via == "attached"

how(by) := sprintf("inline policy %s", [by.policy]) if by.via == "inline"
