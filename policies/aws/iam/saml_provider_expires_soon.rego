# METADATA
# title: SAML provider whose metadata expires soon
# description: |
#   When the metadata runs out, nobody can sign in through this provider, on-call engineers included.
#   A payments platform without its operators is an outage that waits for its first incident.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html
# custom:
#   severity: low
#   resource: aws.iam.saml_provider
#   reads: [valid_until]
#   facts: [now]
#   params: { days_ahead: 30 }
#   remediation: |
#     Download new metadata from the identity provider (its certificate may change at the same time) and put it in
#     place of the old:
#     aws iam update-saml-provider --saml-provider-arn ARN --saml-metadata-document file://metadata.xml
#     Console: IAM, "Identity providers", the provider, "Replace metadata". A provider that nobody uses is better
#     deleted.
package rules.aws.iam.saml_provider_expires_soon

violation contains {"message": message, "evidence": {"valid_until": ends, "days_left": days}} if {
	ends := input.resource.valid_until
	ends != null
	left := time.parse_rfc3339_ns(ends) - time.parse_rfc3339_ns(input.facts.now)

	# What has expired is another rule's finding.
	left > 0
	days := floor(left / 86400000000000)
	days < input.params.days_ahead
	message := sprintf("its metadata expires on %s", [substring(ends, 0, 10)])
}
