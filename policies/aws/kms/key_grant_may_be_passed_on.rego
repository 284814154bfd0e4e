# METADATA
# title: KMS key with a grant that makes more grants
# description: |
#   The holder of the grant may give the same use of the key to anyone, also to other accounts, without touching the key
#   policy.
#   An intruder who gets this role leaves grants behind that survive the clean-up of roles and policies.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
#   - https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
# custom:
#   severity: medium
#   resource: aws.kms.key
#   reads: [grants]
#   remediation: |
#     Make a new grant without CreateGrant among its operations, then revoke this one:
#     aws kms create-grant --key-id ID --grantee-principal ARN --operations Encrypt Decrypt GenerateDataKey
#     aws kms revoke-grant --key-id ID --grant-id GRANT
#     Console: grants are not shown there; use the CLI. Terraform: operations of aws_kms_grant.
package rules.aws.kms.key_grant_may_be_passed_on

violation contains {"message": message, "evidence": evidence} if {
	count(holders) > 0
	message := sprintf("a grant lets %s make grants for others%s", [substring(holders[0], 0, 200), more])
	evidence := {"grantees": array.slice(holders, 0, 20)}
}

# A key can have fifty thousand grants, so they are told together.
holders := sort({grant.grantee |
	is_array(input.resource.grants)
	some grant in input.resource.grants
	"CreateGrant" in grant.operations
	is_string(grant.grantee)
	of_a_customer(grant.grantee)
})

more := "" if count(holders) == 1

more := sprintf(", and %d more", [count(holders) - 1]) if count(holders) > 1

# AWS services and the roles that they own make such grants as part of their work.
of_a_customer(grantee) if {
	parts := split(grantee, ":")
	parts[4] != ""
	not startswith(parts[5], "role/aws-service-role/")
	not startswith(parts[5], "assumed-role/aws")
}
