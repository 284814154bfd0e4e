# METADATA
# title: Known attack patterns are not blocked
# description: |
#   Requests with the published patterns of Log4Shell and of Java deserialization attacks reach the application.
#   Scanners try them on every address of the internet, and one forgotten library is enough to run code beside the ledger.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   params: { known_bad_input_groups: [] }
#   remediation: |
#     Console: WAF, the web ACL, "Rules", the managed rule group "Known bad inputs". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, managed_rule_group_statement { vendor_name = "AWS" name = "AWSManagedRulesKnownBadInputsRuleSet" }
#     A seller's group that does the same belongs into known_bad_input_groups.
#     Where a later rule blocks by labels of the group, waive this with that reason.
package rules.aws.wafv2.web_acl_known_bad_inputs_not_blocked

violation contains {"message": message, "evidence": {"rules": looking}} if {
	not kept_out
	count(looking) > 0
	message := sprintf("known attacks get through: %s sees them and does not block", [concat(", ", looking)])
}

# A web ACL without rules is the finding of another rule.
violation contains {"message": "no rule of it looks for known attack patterns"} if {
	not kept_out
	count(looking) == 0
	count(input.resource.rules) > 0
}

kept_out if {
	some rule in input.resource.rules
	rule.override_action != "count"
	acts(rule.statement.managed_group)
}

looking := sort([rule.name | some rule in input.resource.rules; looks(rule)])

looks(rule) if is_meant(rule.statement.managed_group)

is_meant(group) if {
	group.vendor == "AWS"
	group.name == "AWSManagedRulesKnownBadInputsRuleSet"
}

is_meant(group) if group.name in input.params.known_bad_input_groups

# Single rules of a group can be set to count or to allow; with all of these off, nothing is left of it.
acts(group) if {
	is_meant(group)
	off := {it.rule | some it in group.overrides; it.action in {"count", "allow"}}
	count(detections - off) > 0
}

# What of the group keeps code from being run.
detections := {
	"JavaDeserializationRCE_BODY",
	"JavaDeserializationRCE_HEADER",
	"JavaDeserializationRCE_QUERYSTRING",
	"JavaDeserializationRCE_URIPATH",
	"Log4JRCE_BODY",
	"Log4JRCE_HEADER",
	"Log4JRCE_QUERYSTRING",
	"Log4JRCE_URIPATH",
}
