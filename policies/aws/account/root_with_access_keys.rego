# METADATA
# title: Root user with access keys
# description: |
#   An access key of the root user can do everything in the account from anywhere, without MFA, and no policy can
#   limit it.
#   Whoever finds it in a script or a backup owns the payments platform, its keys and its logs.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html
# custom:
#   severity: critical
#   resource: aws.account
#   reads: [root_access_keys]
#   remediation: |
#     Find out what uses the key ("Last used" beside it, and CloudTrail), move that to a role, then delete the key.
#     Console: sign in as root, "Security credentials", "Access keys". As root, on the command line:
#     aws iam delete-access-key --access-key-id ID
#     From the organization's management account, with root access managed centrally:
#     aws sts assume-root --target-principal ACCOUNT \
#       --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials
package rules.aws.account.root_with_access_keys

violation contains {"message": "the root user has access keys"} if input.resource.root_access_keys == true
