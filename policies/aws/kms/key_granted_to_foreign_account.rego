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
	count(foreign) > 0
	accounts := sort({split(grant.grantee, ":")[4] | some grant in foreign})
	operations := sort({operation | some grant in foreign; some operation in grant.operations})
	message := sprintf("%s %s %s%s", [counted, whom(accounts), concat(", ", operations), bounds])
	evidence := {
		"accounts": array.slice(accounts, 0, 100),
		"grants": [grant.id | some grant in array.slice(foreign, 0, 20)],
		"grantees": [grant.grantee | some grant in array.slice(foreign, 0, 20)],
		"operations": operations,
	}
}

# A key can have fifty thousand grants, so they are told together.
foreign := [grant |
	is_array(input.resource.grants)
	some grant in input.resource.grants
	is_string(grant.grantee)
	account := split(grant.grantee, ":")[4]
	account != input.resource.account
	regex.match(`^[0-9]{12}$`, account)
	not account in input.params.trusted_accounts
]

counted := sprintf("grant %s lets", [substring(foreign[0].id, 0, 12)]) if count(foreign) == 1

counted := sprintf("%d grants let", [count(foreign)]) if count(foreign) > 1

whom(accounts) := sprintf("account %s", [accounts[0]]) if count(accounts) == 1

whom(accounts) := sprintf("account %s and %d more", [accounts[0], count(accounts) - 1]) if count(accounts) > 1

bounds := " without constraints" if {
	some grant in foreign
	count(grant.constraints) == 0
}

bounds := " in one encryption context each" if {
	every grant in foreign {
		count(grant.constraints) > 0
	}
}
