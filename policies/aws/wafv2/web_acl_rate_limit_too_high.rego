# METADATA
# title: Rate limit too high to stop anybody
# description: |
#   The lowest limit of the web ACL lets one address send more requests than a person ever does.
#   Trying out stolen passwords and card numbers stays below it.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rule_groups, rules]
#   params: { max_requests_per_5_minutes: 10000 }
#   remediation: |
#     Take the highest rate that real customers reach, and some more:
#     aws wafv2 get-sampled-requests --web-acl-arn ARN --rule-metric-name METRIC --scope SCOPE --max-items 100 --time-window StartTime=START,EndTime=END
#     Console: WAF, the web ACL, "Rules", the rule, "Edit", "Rate limit".
#     Terraform: aws_wafv2_web_acl, rate_based_statement { limit = 2000 }
package rules.aws.wafv2.web_acl_rate_limit_too_high

violation contains {"message": message, "evidence": evidence} if {
	lowest := min(rates)
	lowest > input.params.max_requests_per_5_minutes
	message := sprintf("its lowest limit is %d requests in five minutes", [floor(lowest)])
	evidence := {"per_5_minutes": floor(lowest), "max_requests_per_5_minutes": input.params.max_requests_per_5_minutes}
}

# Windows differ: 2000 a minute is 10000 in five. A limit over all callers together says nothing about one.
rates contains rate if {
	some rule in deciding
	limit := rule.statement.rate_limit
	limit.aggregate != "CONSTANT"
	limit.window_seconds > 0
	rate := (limit.limit * 300) / limit.window_seconds
}

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
