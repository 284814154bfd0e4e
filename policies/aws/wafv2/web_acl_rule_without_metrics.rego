# METADATA
# title: Web ACL rule without metrics
# description: |
#   What the rule matches is counted nowhere, so no alarm tells of an attack and no graph of a rule that stops customers.
#   A rule that suddenly blocks a thousand payments, or none, looks the same.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-working-with.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   remediation: |
#     Console: WAF, the web ACL, "Logging and metrics", "Edit metrics". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, visibility_config { cloudwatch_metrics_enabled = true }
package rules.aws.wafv2.web_acl_rule_without_metrics

violation contains {"message": message, "evidence": {"rules": silent}} if {
	silent := sort([rule.name | some rule in input.resource.rules; rule.metrics == false])
	count(silent) > 0
	message := sprintf("what %s matches is not counted", [concat(", ", silent)])
}
