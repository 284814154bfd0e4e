# METADATA
# title: Program that runs as an administrator
# description: |
#   Machines, functions or builds wear this role, so whoever breaks into one of them may do everything in the
#   account.
#   One flaw in a library of a payments API then becomes the loss of the ledger, its keys, its backups and its logs.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# custom:
#   severity: high
#   resource: aws.iam.role
#   reads: [instance_profiles]
#   facts: [administrator_by, outside_access]
#   params: { compute_services: [ec2, lambda, ecs-tasks, codebuild, glue, pods.eks, sagemaker] }
#   remediation: |
#     Give it the actions and resources that it uses; IAM drafts them from CloudTrail: console: IAM, Roles, the
#     role, "Generate policy". Then
#     aws iam detach-role-policy --role-name NAME --policy-arn ARN
#     Console: IAM, Roles, the role, "Permissions". Meanwhile a permissions boundary limits it: aws iam
#     put-role-permissions-boundary.
package rules.aws.iam.role_administrator_for_programs

violation contains {"message": message, "evidence": evidence} if {
	some by in input.facts.administrator_by
	by.bounded == false
	some access in input.facts.outside_access
	runs_code(access)
	message := sprintf("what %s runs may do everything, by %s", [access.principal, how(by)])
	evidence := {"service": access.principal, "policy": by.policy, "instance_profiles": input.resource.instance_profiles}
}

how(by) := sprintf("%s, attached to it", [by.policy]) if by.via == "attached"

how(by) := sprintf("inline policy %s", [by.policy]) if by.via == "inline"

# Services that hand a role's credentials to the customer's own code.
runs_code(access) if {
	access.who == "service"
	assumes(access)
	some service in input.params.compute_services
	startswith(access.principal, concat("", [service, ".amazonaws.com"]))
}

# Tagging a session or naming its source is of no use without assuming the role.
assumes(access) if {
	some action in access.actions
	not lower(action) in {"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(access) if count(access.not_actions) > 0
