# METADATA
# title: Systems Manager document shared with a foreign account
# description: |
#   Another account can read and run the document, with whatever it tells about machines, accounts and commands.
#   Nobody at the bank decides who has access to that account, or notices when it is taken over.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ModifyDocumentPermission.html
# custom:
#   severity: medium
#   resource: aws.ssm.document
#   reads: [shared_with]
#   params: { trusted_accounts: [] }
#   remediation: |
#     Console: Systems Manager, "Documents", "Owned by me", the document, "Details", "Permissions". CLI:
#     aws ssm modify-document-permission --name NAME --permission-type Share --account-ids-to-remove ACCOUNT
#     Accounts that are meant to have it belong into trusted_accounts.
package rules.aws.ssm.document_shared_with_foreign_account

violation contains {"message": message, "evidence": {"account": account}} if {
	some account in input.resource.shared_with
	lower(account) != "all"
	account != input.resource.account
	not account in input.params.trusted_accounts
	message := sprintf("account %s can read and run it", [account])
}
