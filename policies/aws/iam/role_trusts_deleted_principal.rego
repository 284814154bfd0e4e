# METADATA
# title: Role that trusts somebody who is gone
# description: |
#   The trust policy still names the number of a user or role that was deleted.
#   It opens nothing by itself, but it shows that nobody has read this trust since, and hides who was meant from the
#   auditor who has to judge it.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
# custom:
#   severity: low
#   resource: aws.iam.role
#   facts: [outside_access]
#   remediation: |
#     Take the AIDA… or AROA… principal out, and look at what else the policy names while you are there:
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
package rules.aws.iam.role_trusts_deleted_principal

violation contains {"message": message, "evidence": {"statement": access.statement, "principal": access.principal}} if {
	some access in input.facts.outside_access
	access.who == "deleted"
	message := sprintf("statement %d names %s, which was deleted", [access.statement + 1, access.principal])
}
