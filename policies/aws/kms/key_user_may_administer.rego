# METADATA
# title: KMS key whose user may also administer it
# description: |
#   The key policy gives one principal both the use of the key and the power to rewrite its policy or schedule its
#   deletion.
#   Segregation of duties is what a bank keeps keys in KMS for, and one leaked role now reads the data and destroys it.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
# custom:
#   severity: medium
#   resource: aws.kms.key
#   reads: [policy]
#   facts: [statement_actions]
#   params: { key_administrators: [] }
#   remediation: |
#     Give users kms:Encrypt, kms:Decrypt, kms:GenerateDataKey* and kms:DescribeKey, administrators the rest without
#     these, in two statements.
#     A break-glass role belongs in key_administrators (an ARN, or its beginning and *).
#     Console: KMS, Customer managed keys, the key, "Key administrators" and "Key users". CLI:
#     aws kms put-key-policy --key-id ID --policy-name default --policy file://policy.json
package rules.aws.kms.key_user_may_administer

violation contains {"message": message, "evidence": evidence} if {
	some principal in principals

	# Over all statements: two harmless ones can add up.
	allows := [index |
		some index, statement in input.resource.policy.Statement
		statement.Effect == "Allow"
		principal in statement.Principal.AWS
		not limited(statement)
	]
	denies := [index |
		some index, statement in input.resource.policy.Statement
		statement.Effect == "Deny"
		not statement.Condition
		some named in statement.Principal.AWS
		named in {"*", principal}
	]
	use := [action | some action in uses; allowed(allows, denies, action)]
	administration := [action | some action in administers; allowed(allows, denies, action)]
	count(use) > 0
	count(administration) > 0
	message := sprintf("its policy gives %s %s together with %s", [
		substring(principal, 0, 200),
		concat(", ", use),
		concat(", ", administration),
	])
	evidence := {"principal": principal, "use": use, "administration": administration}
}

uses := ["kms:Decrypt", "kms:Sign", "kms:GenerateMac", "kms:DeriveSharedSecret"]

administers := ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"]

# Users and roles of the account by name. The account as a whole, its root, only hands on to identity policies.
principals contains principal if {
	some statement in input.resource.policy.Statement
	statement.Effect == "Allow"
	some principal in statement.Principal.AWS
	parts := split(principal, ":")
	parts[4] == input.resource.account
	parts[5] != "root"
	not trusted(principal)
}

trusted(principal) if principal in input.params.key_administrators

trusted(principal) if {
	some pattern in input.params.key_administrators
	endswith(pattern, "*")
	startswith(principal, trim_right(pattern, "*"))
}

allowed(allows, denies, action) if {
	some index in allows
	acts(index, action)
	taken := [denial | some denial in denies; acts(denial, action)]
	count(taken) == 0
}

# Conditions of KMS tie the use to a service, a context or a grant.
limited(statement) if {
	some operator, keys in statement.Condition
	some key, _ in keys
	startswith(lower(key), "kms:")
	lower(key) != "kms:calleraccount"
}

acts(index, action) if action in input.facts.statement_actions[index]
