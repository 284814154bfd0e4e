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
	is_array(input.resource.grants)
	some grant in input.resource.grants
	"CreateGrant" in grant.operations
	is_string(grant.grantee)
	of_a_customer(grant.grantee)
	holder := substring(grant.grantee, 0, 200)
	message := sprintf("grant %s lets %s make grants for others", [substring(grant.id, 0, 12), holder])
	evidence := {"grant": grant.id, "grantee": grant.grantee, "operations": grant.operations}
}

# AWS services and the roles that they own make such grants as part of their work.
of_a_customer(grantee) if {
	parts := split(grantee, ":")
	parts[4] != ""
	not startswith(parts[5], "role/aws-service-role/")
	not startswith(parts[5], "assumed-role/aws")
}
