# METADATA
# title: KMS key granted to a foreign account
# description: |
#   A grant lets a principal of an account that is not ours use the key, and no key policy or review shows it.
#   Grants have no end date: what was given for one migration decrypts customer data years later.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
#   - https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html
# custom:
#   severity: high
#   resource: aws.kms.key
#   reads: [grants]
#   params: { trusted_accounts: [] }
#   remediation: |
#     If the account is yours or a partner's, list it in trusted_accounts; else revoke the grant:
#     aws kms list-grants --key-id ID
#     aws kms revoke-grant --key-id ID --grant-id GRANT
#     Console: grants are not shown there; KMS, Customer managed keys, the key, only shows its policy.
package rules.aws.kms.key_granted_to_foreign_account

violation contains {"message": message, "evidence": evidence} if {
	is_array(input.resource.grants)
	some grant in input.resource.grants
	is_string(grant.grantee)
	account := split(grant.grantee, ":")[4]
	account != ""
	account != input.resource.account
	not account in input.params.trusted_accounts
	message := sprintf("grant %s lets account %s %s%s", [
		substring(grant.id, 0, 12),
		account,
		concat(", ", grant.operations),
		bounds(grant),
	])
	evidence := {"grant": grant.id, "grantee": grant.grantee, "operations": grant.operations}
}

bounds(grant) := " without constraints" if count(grant.constraints) == 0

bounds(grant) := " in one encryption context" if count(grant.constraints) > 0
