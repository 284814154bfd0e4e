# METADATA
# title: Administrator policy that nobody holds
# description: |
#   The policy allows everything and waits for somebody to attach it, which is one call and looks like any other.
#   Nobody reviews a policy without holders, until an intruder or a tired engineer of the payments team finds it.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-delete.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#remove-credentials
# custom:
#   severity: low
#   resource: aws.iam.policy
#   reads: [manager, attachments, boundary_uses]
#   facts: [policy_powers]
#   remediation: |
#     aws iam delete-policy --policy-arn ARN
#     Versions other than the one in force have to go first, with aws iam delete-policy-version.
#     Console: IAM, Policies, the policy, "Delete".
package rules.aws.iam.policy_grants_everything_unattached

violation contains {"message": message, "evidence": {"statement": power.statement, "sid": power.sid}} if {
	input.resource.manager == "customer"
	input.resource.attachments == 0

	# A boundary grants nothing; this one limits nothing either.
	input.resource.boundary_uses == 0
	some power in input.facts.policy_powers
	power.power == "everything"
	count(power.conditions) == 0
	message := sprintf("statement %d would make whoever gets it an administrator", [power.statement + 1])
}
