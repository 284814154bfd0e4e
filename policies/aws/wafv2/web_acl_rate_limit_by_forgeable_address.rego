# METADATA
# title: Rate limit counts by an address that callers can forge
# description: |
#   Callers are told apart by a header that they write themselves, since they reach CloudFront without a proxy of the bank's in between.
#   A new value with each request makes every request the first, and the limit never stops the guessing of passwords.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rule_groups, rules, scope]
#   remediation: |
#     Console: WAF, the web ACL, "Rules", the rule, "Edit", "Request aggregation", "Source IP address". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, rate_based_statement { aggregate_key_type = "IP" }
#     Where another network in front of CloudFront writes the header, waive this with that reason.
package rules.aws.wafv2.web_acl_rate_limit_by_forgeable_address

violation contains {"message": message, "evidence": {"rules": names}} if {
	# Behind CloudFront, a load balancer sees only CloudFront's addresses: there the header is the way.
	input.resource.scope == "cloudfront"
	names := sort([rule.name | some rule in limits; rule.statement.rate_limit.aggregate == "FORWARDED_IP"])
	count(names) > 0
	count(names) == count(limits)
	message := sprintf("its rate limit %s counts by a header that callers write", [names[0]])
}

limits := [rule | some rule in deciding; rule.statement.kind == "rate-based"]

# The rules that keep requests out: the web ACL's, and those of its own rule groups that do not merely count.
deciding contains rule if {
	some rule in input.resource.rules
	rule.action in stops
}

deciding contains rule if {
	some outer in input.resource.rules
	is_string(outer.statement.rule_group)
	outer.override_action != "count"
	some group in input.resource.rule_groups
	group.arn == outer.statement.rule_group
	some rule in group.rules
	rule.action in stops
}

stops := {"block", "captcha", "challenge"}
