# METADATA
# title: TLS certificate in IAM expires soon
# description: |
#   IAM renews nothing: on that day every client of the endpoint that serves it refuses to connect.
#   An expired certificate on an API of a payment company is an outage with a date.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html
# custom:
#   severity: low
#   resource: aws.iam.server_certificate
#   reads: [expires_at]
#   facts: [now]
#   params: { days_ahead: 30 }
#   remediation: |
#     Move its load balancer or distribution to a certificate of AWS Certificate Manager, which renews itself, then
#     delete this one:
#     aws acm request-certificate --domain-name NAME --validation-method DNS
#     aws iam delete-server-certificate --server-certificate-name NAME
#     Console: Certificate Manager, "Request"; IAM's own certificates are not shown in any console. Terraform:
#     aws_acm_certificate.
package rules.aws.iam.server_certificate_expires_soon

violation contains {"message": message, "evidence": {"expires_at": ends, "days_left": days}} if {
	ends := input.resource.expires_at
	ends != null
	left := time.parse_rfc3339_ns(ends) - time.parse_rfc3339_ns(input.facts.now)

	# What has expired is another rule's finding.
	left > 0
	days := floor(left / 86400000000000)
	days < input.params.days_ahead
	message := sprintf("its certificate expires on %s", [substring(ends, 0, 10)])
}
