# METADATA
# title: Policies attached to a user
# description: |
#   Rights that hang on one user are missed when people change teams, and a review has to read every user instead of
#   a few groups.
#   That is how somebody in payments keeps what they had in operations.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   severity: low
#   resource: aws.iam.user
#   reads: [attached_policies]
#   remediation: |
#     Attach the policy to a group that stands for the job, and move the user there:
#     aws iam add-user-to-group --user-name NAME --group-name GROUP
#     aws iam detach-user-policy --user-name NAME --policy-arn ARN
#     Console: IAM, Users, the user, "Permissions". Terraform: aws_iam_group_policy_attachment in place of
#     aws_iam_user_policy_attachment.
package rules.aws.iam.user_with_attached_policies

violation contains {"message": message, "evidence": {"policies": arns}} if {
	arns := [policy.arn | some policy in input.resource.attached_policies]
	count(arns) > 0
	names := [policy.name | some policy in input.resource.attached_policies]
	message := sprintf("holds by itself: %s", [concat(", ", names)])
}
