# METADATA
# title: Web ACL uses an empty rule group
# description: |
#   A rule of the web ACL hands requests to a group that has no rules, so it does nothing.
#   It was made to be filled, by hand or by a pipeline that failed, and looks like a protection since.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-user-created-rule-groups.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rule_groups]
#   remediation: |
#     Fill the group, or take the rule out of the web ACL:
#     Console: WAF, "Rule groups", the group, "Rules". CLI:
#     aws wafv2 update-rule-group --name NAME --scope SCOPE --id ID --lock-token TOKEN --visibility-config VISIBILITY --rules file://rules.json
package rules.aws.wafv2.web_acl_with_empty_rule_group

violation contains {"message": message, "evidence": {"rule_group": group.arn}} if {
	some group in input.resource.rule_groups
	count(group.rules) == 0
	message := sprintf("its rule group %s has no rules", [name_of(group.arn)])
}

# arn:aws:wafv2:REGION:ACCOUNT:regional/rulegroup/NAME/ID
name_of(arn) := parts[count(parts) - 2] if {
	parts := split(arn, "/")
	count(parts) > 2
}

name_of(arn) := arn if count(split(arn, "/")) < 3
