# METADATA
# title: Managed protection looks at a part of the requests only
# description: |
#   A scope-down statement keeps the group from most or some requests, and nothing else of the same kind looks at those.
#   Attackers need one path that is not looked at; an old one under /api/v1 will do.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-scope-down-statements.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   remediation: |
#     See that the statement leaves out only what can not be attacked, or use the group once more for the rest:
#     Console: WAF, the web ACL, "Rules", the group, "Edit", "Scope of inspection". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
package rules.aws.wafv2.web_acl_protection_scoped_down

violation contains {"message": message, "evidence": {"group": name}} if {
	some name in for_all_requests
	parts := [rule | some rule in acting; rule.statement.managed_group.name == name]
	count(parts) == 1
	parts[0].statement.managed_group.scoped_down == true
	message := sprintf("%s looks at a part of the requests only", [parts[0].name])
}

acting := [rule |
	some rule in input.resource.rules
	rule.statement.managed_group.vendor == "AWS"
	rule.override_action != "count"
]

# Groups for logins, sign-ups and bots are meant for a part: they are paid by the request.
for_all_requests := {
	"AWSManagedRulesAmazonIpReputationList",
	"AWSManagedRulesCommonRuleSet",
	"AWSManagedRulesKnownBadInputsRuleSet",
	"AWSManagedRulesSQLiRuleSet",
}
