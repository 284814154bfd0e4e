# METADATA
# title: CloudShell with file transfer for everyone who holds it
# description: |
#   AWSCloudShellFullAccess lets its holders move files between their laptop and a shell inside AWS, past the
#   proxies that watch what leaves.
#   Customer data that an operator may read can so be carried off through the console alone, which is why CIS
#   restricts it.
# related_resources:
#   - https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudShellFullAccess.html
# custom:
#   severity: low
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   remediation: |
#     See who holds it, detach it there, and where a shell is needed grant one without file transfer by a policy of
#     your own
#     that leaves out cloudshell:GetFileUploadUrls and cloudshell:GetFileDownloadUrls:
#     aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess
#     aws iam detach-role-policy --role-name NAME --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess
#     Console: IAM, Policies, AWSCloudShellFullAccess, "Entities attached", "Detach".
package rules.aws.iam.cloudshell_full_access_in_use

violation contains {"message": message, "evidence": {"attachments": input.resource.attachments}} if {
	input.resource.manager == "aws"
	input.resource.name == "AWSCloudShellFullAccess"
	input.resource.attachments > 0
	attachments := input.resource.attachments
	message := sprintf("AWSCloudShellFullAccess is attached to %d users, groups or roles", [attachments])
}
