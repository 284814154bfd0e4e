# METADATA
# title: Cross-site scripting is not blocked
# description: |
#   Requests that carry scripts reach the application behind this web ACL, which may show them to other customers.
#   A script in a customer's browser sends payments in that customer's name.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-xss-match.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [rule_groups, rules]
#   params: { xss_groups: [] }
#   remediation: |
#     Console: WAF, the web ACL, "Rules", the managed rule group "Core rule set". Count for a week, then block. CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, managed_rule_group_statement { vendor_name = "AWS" name = "AWSManagedRulesCommonRuleSet" }
#     A seller's group that does the same belongs into xss_groups.
#     Where a later rule blocks by labels of the group, waive this with that reason.
package rules.aws.wafv2.web_acl_cross_site_scripting_not_blocked

violation contains {"message": message, "evidence": {"rules": looking}} if {
	not kept_out
	count(looking) > 0
	message := sprintf("cross-site scripting gets through: %s sees it and does not block", [concat(", ", looking)])
}

# A web ACL without rules is the finding of another rule.
violation contains {"message": "no rule of it looks for cross-site scripting"} if {
	not kept_out
	count(looking) == 0
	count(input.resource.rules) > 0
}

kept_out if {
	some rule in deciding
	looks(rule)
}

kept_out if {
	some rule in input.resource.rules
	rule.override_action != "count"
	acts(rule.statement.managed_group)
}

looking := sort([rule.name | some rule in input.resource.rules; looks(rule)])

looks(rule) if rule.statement.kind == "xss-match"

looks(rule) if {
	rule.statement.kind in {"and", "or"}
	"xss-match" in rule.statement.inner
}

looks(rule) if is_meant(rule.statement.managed_group)

is_meant(group) if {
	group.vendor == "AWS"
	group.name == "AWSManagedRulesCommonRuleSet"
}

is_meant(group) if group.name in input.params.xss_groups

# Single rules of a group can be set to count or to allow; with all of these off, nothing is left of it.
acts(group) if {
	is_meant(group)
	off := {it.rule | some it in group.overrides; it.action in {"count", "allow"}}
	count(detections - off) > 0
}

# What of the core rule set looks for scripts.
detections := {
	"CrossSiteScripting_BODY",
	"CrossSiteScripting_COOKIE",
	"CrossSiteScripting_QUERYARGUMENTS",
	"CrossSiteScripting_URIPATH",
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
