# METADATA
# title: Web ACL logs hold credentials
# description: |
#   Logs keep the named headers of every request as they came, and with them session cookies and access tokens.
#   Whoever reads the logs, or a copy of them at a vendor, can act as the customers who are signed in.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/logging-management-configure.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-data-protection-and-logging.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [logging]
#   params: { redacted_headers: [authorization, cookie] }
#   remediation: |
#     Console: WAF, the web ACL, "Logging and metrics", "Edit", "Redacted fields", "Single header". CLI:
#     aws wafv2 put-logging-configuration --logging-configuration '{"ResourceArn":"ARN","LogDestinationConfigs":["DESTINATION-ARN"],"RedactedFields":[{"SingleHeader":{"Name":"authorization"}},{"SingleHeader":{"Name":"cookie"}}]}'
#     Terraform: aws_wafv2_web_acl_logging_configuration, redacted_fields { single_header { name = "authorization" } }
#     Where the web ACL masks them by its data protection settings, waive this with that reason.
package rules.aws.wafv2.web_acl_logs_carry_credentials

violation contains {"message": message, "evidence": {"headers": kept}} if {
	some destination in input.resource.logging.destinations
	destination != ""
	kept := sort([name | some name in input.params.redacted_headers; not lower(name) in redacted])
	count(kept) > 0
	message := sprintf("its logs hold the header %s of every request", [concat(" and ", kept)])
}

redacted := {lower(trim_prefix(field, "header:")) |
	some field in input.resource.logging.redacted
	startswith(field, "header:")
}
