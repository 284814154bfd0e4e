# METADATA
# title: Web ACL without rules
# description: |
#   Every request passes, so the web ACL protects nothing and counts as a web application firewall all the same.
#   Auditors and PCI DSS ask for one in front of payment pages; an empty one is found out by the first attacker.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-editing.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [default_action, rules]
#   remediation: |
#     Console: WAF, the web ACL, "Rules", one of the managed rule groups, such as "Core rule set". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
package rules.aws.wafv2.web_acl_without_rules

violation contains {"message": "it has no rules and lets every request pass"} if {
	count(input.resource.rules) == 0
	input.resource.default_action != "block"
}
