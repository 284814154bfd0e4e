# METADATA
# title: Secret parameter under the AWS managed key
# description: |
#   The parameter is encrypted with aws/ssm, whose policy lets every principal decrypt who may call Systems Manager at all.
#   With a key of its own, reading a database password takes a second permission that can be watched and revoked.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
# custom:
#   severity: low
#   resource: aws.ssm.parameter
#   reads: [kms_key, value_type]
#   remediation: |
#     Console: Systems Manager, "Parameter Store", the parameter, "Edit", "KMS key ID". CLI:
#     aws ssm put-parameter --name NAME --type SecureString --key-id KEY-ARN --overwrite --value VALUE
#     Terraform: aws_ssm_parameter, key_id = aws_kms_key.parameters.arn
package rules.aws.ssm.parameter_under_aws_managed_key

violation contains {"message": "it is encrypted with the AWS managed key aws/ssm"} if {
	input.resource.value_type == "SecureString"
	not has_own_key
}

has_own_key if {
	is_string(input.resource.kms_key)
	input.resource.kms_key != ""
	not endswith(input.resource.kms_key, "alias/aws/ssm")
}
