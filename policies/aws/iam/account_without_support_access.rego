# METADATA
# title: No role for AWS Support
# description: |
#   No user, group or role holds AWSSupportAccess, so in an incident somebody has to become administrator, or root,
#   to talk to AWS.
#   Minutes count when payments stand still, and a safe that is opened in haste is rarely closed the same way.
# related_resources:
#   - https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSupportAccess.html
# custom:
#   severity: low
#   resource: aws.account
#   facts: [support_attachments]
#   remediation: |
#     Attach it to the role of the people on call:
#     aws iam attach-role-policy --role-name NAME --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess
#     Console: IAM, Policies, AWSSupportAccess, "Entities attached", "Attach". Terraform:
#     aws_iam_role_policy_attachment.
package rules.aws.iam.account_without_support_access

violation contains {"message": "no user, group or role holds AWSSupportAccess"} if input.facts.support_attachments == 0
