# METADATA
# title: Managed rule group held at an old version
# description: |
#   The group stays at the named version, so rules that AWS or the seller writes against new attacks do not arrive.
#   When a new hole is exploited everywhere, as with Log4j, the rule against it is out the same day, and not here.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-managed-rule-groups-versioning.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-managed-rule-groups-best-practice.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   params: { reviewed_versions: [] }
#   remediation: |
#     Console: WAF, the web ACL, "Rules", the group, "Edit", "Version", "Default". See what there is:
#     aws wafv2 list-available-managed-rule-group-versions --vendor-name AWS --name GROUP --scope SCOPE
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     A version that was tested before it is used belongs into reviewed_versions, and stays there until the next.
package rules.aws.wafv2.web_acl_managed_group_pinned

violation contains {"message": message, "evidence": {"group": group.name, "version": group.version}} if {
	some rule in input.resource.rules
	group := rule.statement.managed_group
	is_string(group.version)
	not group.version in {"", "Default"}
	not group.version in input.params.reviewed_versions
	message := sprintf("%s is held at %s", [group.name, group.version])
}
