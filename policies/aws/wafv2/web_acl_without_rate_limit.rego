# METADATA
# title: Web ACL without a rate limit
# description: |
#   One address can send as many requests as it likes, which is how stolen passwords and card numbers are tried out.
#   A login page takes thousands of guesses a minute, and a small attacker can keep customers out.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rate-based-example-limit-login-page.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [rule_groups, rules]
#   remediation: |
#     Console: WAF, the web ACL, "Rules", a new rule of the type "Rate-based rule" with the action "Block". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, rate_based_statement { limit = 2000 aggregate_key_type = "IP" }
package rules.aws.wafv2.web_acl_without_rate_limit

# A web ACL without rules is the finding of another rule.
violation contains {"message": message} if {
	count(input.resource.rules) > 0
	count(limits) == 0
	message := ["no rule of it limits how often a caller may ask", "its rate limit counts callers and stops none"][counted]
}

limits := [rule | some rule in deciding; rule.statement.kind == "rate-based"]

default counted := 0

counted := 1 if {
	some rule in input.resource.rules
	rule.statement.kind == "rate-based"
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
