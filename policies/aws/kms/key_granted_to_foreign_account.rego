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
	some account in accounts
	grants := [grant | some grant in input.resource.grants; account_of(grant) == account]
	operations := sort({operation | some grant in grants; some operation in grant.operations})
	message := sprintf("%s %s account %s %s%s", [
		counted(grants),
		verb(grants),
		account,
		concat(", ", operations),
		bounds(grants),
	])
	evidence := {
		"grants": [grant.id | some grant in array.slice(grants, 0, 20)],
		"grantees": array.slice(sort({grant.grantee | some grant in grants}), 0, 20),
		"operations": operations,
	}
}

# A key can have fifty thousand grants, so they are told by account.
accounts contains account if {
	is_array(input.resource.grants)
	some grant in input.resource.grants
	account := account_of(grant)
	regex.match(`^[0-9]{12}$`, account)
	account != input.resource.account
	not account in input.params.trusted_accounts
}

account_of(grant) := split(grant.grantee, ":")[4] if is_string(grant.grantee)

counted(grants) := sprintf("grant %s", [substring(grants[0].id, 0, 12)]) if count(grants) == 1

counted(grants) := sprintf("%d grants", [count(grants)]) if count(grants) > 1

verb(grants) := "lets" if count(grants) == 1

verb(grants) := "let" if count(grants) > 1

bounds(grants) := " without constraints" if {
	some grant in grants
	count(grant.constraints) == 0
}

bounds(grants) := " in one encryption context each" if {
	every grant in grants {
		count(grant.constraints) > 0
	}
}
