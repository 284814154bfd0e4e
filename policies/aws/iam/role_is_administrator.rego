# METADATA
# title: Role with the rights of an administrator
# description: |
#   Whoever may assume it can do everything, switch off logging and give others the same, and every further way into
#   it is a way to all.
#   Separation of duties in a financial institution needs such roles to be few, known, and used for what nothing
#   less can do.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-generation.html
# custom:
#   severity: medium
#   resource: aws.iam.role
#   reads: [path]
#   facts: [administrator_by, outside_access]
#   remediation: |
#     Give it what it uses; IAM drafts that from CloudTrail: console: IAM, Roles, the role, "Generate policy". Then
#     aws iam detach-role-policy --role-name NAME --policy-arn ARN
#     Console: IAM, Roles, the role, "Permissions". The few that have to stay, as for emergencies, are waivers with
#     a reason.
package rules.aws.iam.role_is_administrator

violation contains {"message": message, "evidence": {"policy": by.policy, "via": by.via}} if {
	some by in input.facts.administrator_by
	by.bounded == false
	not owned_by_aws
	not worse
	message := sprintf("may do everything, by %s", [how(by)])
}

# Who gets a permission set of an administrator is decided and reviewed in IAM Identity Center.
owned_by_aws if startswith(input.resource.path, "/aws-service-role/")

owned_by_aws if startswith(input.resource.path, "/aws-reserved/sso.amazonaws.com/")

# Programs and other accounts as administrators are for two other rules to judge, which know whom to trust.
worse if {
	some access in input.facts.outside_access
	access.who == "service"
	some service in {"ec2", "lambda", "ecs-tasks", "codebuild", "glue", "pods.eks", "sagemaker"}
	startswith(access.principal, concat("", [service, ".amazonaws.com"]))
}

worse if {
	some access in input.facts.outside_access
	access.who == "account"
	access.own == false
	not of_organization(access)
}

of_organization(access) if {
	some key in access.by
	key in {"aws:PrincipalOrgID", "aws:PrincipalOrgPaths"}
}

how(by) := sprintf("%s, attached to it", [by.policy]) if by.via == "attached"

how(by) := sprintf("inline policy %s", [by.policy]) if by.via == "inline"
