# METADATA
# title: Rule group of a web ACL only counts
# description: |
#   The group is there, sees attacks, and lets them through, because the web ACL turns its verdict into a count.
#   It stands on every list of protections, and nobody notices that it has stopped nothing.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-group-override-options.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-testing.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   remediation: |
#     Look at what it counted, exclude the single rules that stop customers, then take the override away:
#     Console: WAF, the web ACL, "Rules", the group, "Edit", "Override rule group action to count". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, override_action { none {} }
#     Where a later rule blocks by labels of the group, waive this with that reason.
package rules.aws.wafv2.web_acl_rule_group_only_counts

violation contains {"message": message, "evidence": {"rule": rule.name, "group": group}} if {
	some rule in input.resource.rules
	rule.override_action == "count"
	group := group_of(rule.statement)
	not group in reported_elsewhere
	message := sprintf("%s only counts what it finds", [rule.name])
}

group_of(statement) := statement.managed_group.name

group_of(statement) := statement.rule_group if is_string(statement.rule_group)

# What these are for has rules of its own, which also see whether something else does it.
reported_elsewhere := {
	"AWSManagedRulesAmazonIpReputationList",
	"AWSManagedRulesKnownBadInputsRuleSet",
	"AWSManagedRulesSQLiRuleSet",
}
