# METADATA
# title: Systems Manager document shared with everyone
# description: |
#   Every AWS account can read and run the document, which often holds host names, accounts and commands from inside.
#   An attacker learns from it how the bank's machines are run, and once a password slips into it, has that too.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-before-you-share.html
# custom:
#   severity: high
#   resource: aws.ssm.document
#   reads: [shared_with]
#   remediation: |
#     Console: Systems Manager, "Documents", "Owned by me", the document, "Details", "Permissions", "Private". CLI:
#     aws ssm modify-document-permission --name NAME --permission-type Share --account-ids-to-remove all
#     Then change whatever secret the document held.
package rules.aws.ssm.document_shared_with_everyone

violation contains {"message": "every AWS account can read and run it"} if {
	some account in input.resource.shared_with
	lower(account) == "all"
}
