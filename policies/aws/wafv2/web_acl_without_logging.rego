# METADATA
# title: Web ACL without logging
# description: |
#   Requests that the web ACL blocks or lets through are recorded nowhere beyond a few sampled hours.
#   After fraud on a payment page, nobody can tell what the attacker tried, nor prove what was kept out.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/logging.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [logging]
#   remediation: |
#     Console: WAF, the web ACL, "Logging and metrics", "Enable". The destination's name begins with aws-waf-logs-. CLI:
#     aws wafv2 put-logging-configuration --logging-configuration ResourceArn=ARN,LogDestinationConfigs=DESTINATION-ARN
#     Terraform: aws_wafv2_web_acl_logging_configuration, log_destination_configs = [aws_cloudwatch_log_group.waf.arn]
package rules.aws.wafv2.web_acl_without_logging

violation contains {"message": "its requests are not logged"} if not logged

logged if {
	some destination in input.resource.logging.destinations
	destination != ""
}
