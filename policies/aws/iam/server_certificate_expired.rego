# METADATA
# title: Expired TLS certificate kept in IAM
# description: |
#   A load balancer or distribution that still serves it shows customers a warning, and teaches them to click
#   through one.
#   Even unused it can be put on a listener by mistake.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html
# custom:
#   severity: medium
#   resource: aws.iam.server_certificate
#   reads: [expires_at]
#   facts: [now]
#   remediation: |
#     Move its load balancer or distribution to a certificate of AWS Certificate Manager, which renews itself, then
#     delete this one:
#     aws acm request-certificate --domain-name NAME --validation-method DNS
#     aws iam delete-server-certificate --server-certificate-name NAME
#     Console: Certificate Manager, "Request"; IAM's own certificates are not shown in any console. Terraform:
#     aws_acm_certificate.
package rules.aws.iam.server_certificate_expired

violation contains {"message": message, "evidence": {"expires_at": ends}} if {
	ends := input.resource.expires_at
	ends != null
	time.parse_rfc3339_ns(ends) <= time.parse_rfc3339_ns(input.facts.now)
	message := sprintf("its certificate expired on %s", [substring(ends, 0, 10)])
}
