# METADATA
# title: Secret in a plain text parameter
# description: |
#   The parameter's name says that it holds a secret, yet its type stores it unencrypted: everyone who may read
#   parameters reads it, and so does every log of GetParameter's answers. A database password there opens the ledger.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
# custom:
#   severity: medium
#   resource: aws.ssm.parameter
#   reads: [value_type]
#   remediation: |
#     Change the secret, since it must count as known, and store the new one encrypted:
#     aws ssm put-parameter --name NAME --type SecureString --key-id KEY-ARN --overwrite --value NEW
#     Console: Systems Manager, "Parameter Store"; the type can not be changed there, so delete the parameter and create it
#     as SecureString, or move the secret to Secrets Manager, which rotates it.
#     Terraform: aws_ssm_parameter, type = "SecureString"
package rules.aws.ssm.parameter_secret_in_plain_text

violation contains {"message": message, "evidence": {"type": input.resource.value_type}} if {
	input.resource.value_type in {"String", "StringList"}
	names_a_secret
	not words[count(words) - 1] in about_a_secret
	message := sprintf("its name says secret, its type is %s", [input.resource.value_type])
}

names_a_secret if {
	some word in words
	word in {
		"password", "passwd", "passphrase", "pwd", "secret", "secrets", "token", "credential", "credentials",
		"apikey", "privatekey", "secretkey",
	}
}

names_a_secret if {
	some index, word in words
	word in {"api", "private", "secret", "signing", "encryption"}
	words[index + 1] == "key"
}

# A secret's length, lifetime or whereabouts are no secret.
about_a_secret := {
	"arn", "id", "name", "path", "url", "uri", "endpoint", "issuer", "policy", "type", "length", "size", "count",
	"ttl", "expiry", "lifetime", "timeout", "age", "days", "hours", "minutes", "seconds", "enabled", "required",
}

# "/Payments/dbPassword" becomes payments, db, password, so that words match whole.
words := split(lower(replace(replace(replace(spaced, "/", "_"), "-", "_"), ".", "_")), "_")

spaced := input.resource.name if lower(input.resource.name) == input.resource.name

spaced := regex.replace(input.resource.name, `([a-z0-9])([A-Z])`, "${1}_${2}") if {
	lower(input.resource.name) != input.resource.name
}
