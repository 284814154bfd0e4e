# METADATA
# title: Inline policies in a group
# description: |
#   A policy written into a group has no versions, can not be compared or rolled back, and shows up in no list of
#   policies.
#   Rights of a whole team change with it, and the change control that a regulator expects sees nothing.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-convert-inline-to-managed.html
# custom:
#   severity: low
#   resource: aws.iam.group
#   reads: [inline_policies]
#   remediation: |
#     Make a managed policy of the same text, attach it to the group, and delete the inline one:
#     aws iam create-policy --policy-name NEW --policy-document file://policy.json
#     aws iam delete-group-policy --group-name NAME --policy-name OLD
#     Console: IAM, User groups, the group, "Permissions".
package rules.aws.iam.group_with_inline_policies

violation contains {"message": message, "evidence": {"policies": names}} if {
	names := [policy.name | some policy in input.resource.inline_policies]
	count(names) > 0
	message := sprintf("is granted by inline policies: %s", [concat(", ", names)])
}
