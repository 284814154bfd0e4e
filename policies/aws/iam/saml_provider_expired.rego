# METADATA
# title: SAML provider with expired metadata
# description: |
#   The identity provider's metadata is past its date, so sign-in through it fails or rests on a certificate that
#   should be gone.
#   People then work with emergency users and long-lived keys, the very thing that federation was to end.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html
# custom:
#   severity: medium
#   resource: aws.iam.saml_provider
#   reads: [valid_until]
#   facts: [now]
#   remediation: |
#     Download new metadata from the identity provider (its certificate may change at the same time) and put it in
#     place of the old:
#     aws iam update-saml-provider --saml-provider-arn ARN --saml-metadata-document file://metadata.xml
#     Console: IAM, "Identity providers", the provider, "Replace metadata". A provider that nobody uses is better
#     deleted.
package rules.aws.iam.saml_provider_expired

violation contains {"message": message, "evidence": {"valid_until": ends}} if {
	ends := input.resource.valid_until
	ends != null
	time.parse_rfc3339_ns(ends) <= time.parse_rfc3339_ns(input.facts.now)
	message := sprintf("its metadata expired on %s", [substring(ends, 0, 10)])
}
