# METADATA
# title: Inline policies in a user
# description: |
#   An inline policy belongs to one user, has no versions and shows up in no list of policies, so reviews miss it.
#   An auditor who asks who may release payments gets an incomplete answer.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-convert-inline-to-managed.html
# custom:
#   severity: low
#   resource: aws.iam.user
#   reads: [inline_policies]
#   remediation: |
#     Make a managed policy of the same text, attach it to a group of the user, and delete the inline one:
#     aws iam create-policy --policy-name NEW --policy-document file://policy.json
#     aws iam delete-user-policy --user-name NAME --policy-name OLD
#     Console: IAM, Users, the user, "Permissions".
package rules.aws.iam.user_with_inline_policies

violation contains {"message": message, "evidence": {"policies": names}} if {
	names := [policy.name | some policy in input.resource.inline_policies]
	count(names) > 0
	message := sprintf("carries policies of its own: %s", [concat(", ", names)])
}
