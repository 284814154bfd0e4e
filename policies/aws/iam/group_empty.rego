# METADATA
# title: Group without members
# description: |
#   Nobody is in the group, yet its rights stand ready for whoever is put there, which is one call and easy to
#   overlook.
#   Leftovers like this make the review of who may touch money longer and its result less sure.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_delete.html
# custom:
#   severity: low
#   resource: aws.iam.group
#   reads: [members]
#   remediation: |
#     Detach its policies, then delete it:
#     aws iam detach-group-policy --group-name NAME --policy-arn ARN
#     aws iam delete-group --group-name NAME
#     Console: IAM, "User groups", the group, "Delete". A group that is kept for emergencies is a waiver.
package rules.aws.iam.group_empty

violation contains {"message": "has no members"} if count(input.resource.members) == 0
