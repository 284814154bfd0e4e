# METADATA
# title: Single rules of a managed group are switched off
# description: |
#   The group acts, except for the named rules, which count or allow what they find.
#   Exceptions are made for one release and one form, and stay when both are gone.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-group-override-options.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   params: { accepted_overrides: [AWSManagedIPDDoSList, SizeRestrictions_BODY] }
#   remediation: |
#     Narrow the exception to the page that needs it by a scope-down statement or a rule on labels, or accept it in accepted_overrides:
#     Console: WAF, the web ACL, "Rules", the group, "Edit", the rule's action. CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
package rules.aws.wafv2.web_acl_managed_rule_switched_off

violation contains {"message": message, "evidence": {"group": group.name, "rules": off}} if {
	some rule in input.resource.rules
	rule.override_action != "count"
	group := rule.statement.managed_group
	not group.name in about_bots
	off := sort({it.rule |
		some it in group.overrides
		it.action in {"count", "allow"}
		not it.rule in input.params.accepted_overrides
	})
	count(off) > 0
	message := sprintf("in %s, %s no longer blocks", [rule.name, concat(", ", off)])
}

# Which programs are welcome is for every site to decide.
about_bots := {"AWSManagedRulesBotControlRuleSet", "AWSManagedRulesAnonymousIpList"}
