# METADATA
# title: User with the rights of an administrator
# description: |
#   A user's password and keys are good until somebody changes them, and these open everything: money, data, logs
#   and the rights of all others.
#   One leaked key is then enough to lose a whole payments platform; people and pipelines get such power for an hour
#   at a time, by a role.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# custom:
#   severity: high
#   resource: aws.iam.user
#   facts: [administrator_by]
#   remediation: |
#     Give the person a role or permission set to assume with MFA, then take the policy away where the finding says
#     it comes from:
#     aws iam detach-user-policy --user-name NAME --policy-arn ARN
#     aws iam remove-user-from-group --user-name NAME --group-name GROUP
#     Console: IAM, Users, the user, "Permissions". An emergency user with a hardware key in a safe is a waiver.
package rules.aws.iam.user_is_administrator

violation contains {"message": message, "evidence": {"policy": by.policy, "via": by.via, "group": by.group}} if {
	some by in input.facts.administrator_by
	by.bounded == false
	message := sprintf("may do everything, by %s", [how(by)])
}

how(by) := sprintf("%s of group %s", [by.policy, by.group]) if by.via == "group"

how(by) := sprintf("%s, attached to it", [by.policy]) if by.via == "attached"

how(by) := sprintf("inline policy %s", [by.policy]) if by.via == "inline"
