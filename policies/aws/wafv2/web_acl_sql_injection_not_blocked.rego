# METADATA
# title: SQL injection is not blocked
# description: |
#   Requests that smuggle SQL into forms and parameters reach the application behind this web ACL.
#   One query that is put together carelessly then hands over the customers' accounts; the web ACL is there to buy time.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-use-case.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-sqli-match.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [rule_groups, rules]
#   params: { sqli_groups: [] }
#   remediation: |
#     Console: WAF, the web ACL, "Rules", the managed rule group "SQL database". Count for a week, then block. CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, managed_rule_group_statement { vendor_name = "AWS" name = "AWSManagedRulesSQLiRuleSet" }
#     A seller's group that does the same belongs into sqli_groups.
#     Where a later rule blocks by labels of the group, waive this with that reason.
package rules.aws.wafv2.web_acl_sql_injection_not_blocked

violation contains {"message": message, "evidence": {"rules": looking}} if {
	not kept_out
	count(looking) > 0
	message := sprintf("SQL injection gets through: %s sees it and does not block", [concat(", ", looking)])
}

# A web ACL without rules is the finding of another rule.
violation contains {"message": "no rule of it looks for SQL injection"} if {
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

looks(rule) if rule.statement.kind == "sqli-match"

looks(rule) if {
	rule.statement.kind in {"and", "or"}
	"sqli-match" in rule.statement.inner
}

looks(rule) if is_meant(rule.statement.managed_group)

is_meant(group) if {
	group.vendor == "AWS"
	group.name == "AWSManagedRulesSQLiRuleSet"
}

is_meant(group) if group.name in input.params.sqli_groups

# Single rules of a group can be set to count or to allow; with all of these off, nothing is left of it.
acts(group) if {
	is_meant(group)
	off := {it.rule | some it in group.overrides; it.action in {"count", "allow"}}
	count(detections - off) > 0
}

# All that the group looks for is SQL injection.
detections := {
	"SQLi_BODY",
	"SQLi_COOKIE",
	"SQLi_QUERYARGUMENTS",
	"SQLiExtendedPatterns_BODY",
	"SQLiExtendedPatterns_QUERYARGUMENTS",
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
