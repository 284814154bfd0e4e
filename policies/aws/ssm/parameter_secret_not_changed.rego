# METADATA
# title: Secret parameter not changed for long
# description: |
#   The secret has stood unchanged while people who have read it came and went, and backups and laptops kept copies.
#   PCI DSS asks that passwords of applications are changed periodically; a leaked one works until somebody does.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
# custom:
#   severity: low
#   resource: aws.ssm.parameter
#   reads: [modified_at, value_type]
#   facts: [now]
#   params: { max_secret_age_days: 365 }
#   remediation: |
#     Change the secret where it is used, then here, or move it to Secrets Manager, which rotates it:
#     aws ssm put-parameter --name NAME --type SecureString --key-id KEY-ARN --overwrite --value NEW
#     Console: Systems Manager, "Parameter Store", the parameter, "Edit".
package rules.aws.ssm.parameter_secret_not_changed

violation contains {"message": message, "evidence": {"modified_at": changed}} if {
	input.resource.value_type == "SecureString"
	changed := input.resource.modified_at
	is_string(changed)
	days := (time.parse_rfc3339_ns(input.facts.now) - time.parse_rfc3339_ns(changed)) / 86400000000000
	days > input.params.max_secret_age_days
	message := sprintf("it was last changed %d days ago", [floor(days)])
}
