# METADATA
# title: Web ACL blocks nothing
# description: |
#   The web ACL has rules, and each of them counts or allows, so whatever they see passes.
#   Rules are set to count for a trial before a release, and the trial is never ended; the dashboards look the same.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-testing.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-group-override-options.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [default_action, rule_groups, rules]
#   remediation: |
#     Look at what the rules counted, then let them act:
#     aws wafv2 get-sampled-requests --web-acl-arn ARN --rule-metric-name METRIC --scope SCOPE --max-items 100 --time-window StartTime=START,EndTime=END
#     Console: WAF, the web ACL, "Rules", the rule, "Edit"; take away "Override to Count", or choose "Block". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
package rules.aws.wafv2.web_acl_blocks_nothing

violation contains {"message": "none of its rules blocks, and by default it allows"} if {
	input.resource.default_action == "allow"
	count(input.resource.rules) > 0
	count(deciding) == 0
	not a_group_acts
}

# What single rules of a managed group do is the vendor's to know.
a_group_acts if {
	some rule in input.resource.rules
	rule.statement.managed_group.name
	rule.override_action != "count"
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
