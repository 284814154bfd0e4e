# METADATA
# title: Addresses of known attackers are let in
# description: |
#   The web ACL does not use Amazon's lists of addresses that attack and scan, which cost nothing extra.
#   Most credential stuffing and scanning comes from addresses that are known already; it fills logs and hides the rest.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   params: { ip_reputation_groups: [] }
#   remediation: |
#     Console: WAF, the web ACL, "Rules", the managed rule group "Amazon IP reputation list". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
#     Terraform: aws_wafv2_web_acl, managed_rule_group_statement { vendor_name = "AWS" name = "AWSManagedRulesAmazonIpReputationList" }
#     A seller's list that does the same belongs into ip_reputation_groups.
#     Where a later rule blocks by labels of the group, waive this with that reason.
package rules.aws.wafv2.web_acl_without_ip_reputation

violation contains {"message": message, "evidence": {"rules": looking}} if {
	not kept_out
	count(looking) > 0
	message := sprintf("known attackers get through: %s sees them and does not block", [concat(", ", looking)])
}

# A web ACL without rules is the finding of another rule.
violation contains {"message": "no rule of it looks for addresses of known attackers"} if {
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
	group.name == "AWSManagedRulesAmazonIpReputationList"
}

is_meant(group) if group.name in input.params.ip_reputation_groups

# Single rules of a group can be set to count or to allow; with all of these off, nothing is left of it.
acts(group) if {
	is_meant(group)
	off := {it.rule | some it in group.overrides; it.action in {"count", "allow"}}
	count(detections - off) > 0
}

# The group's third list, AWSManagedIPDDoSList, counts unless it is told to block.
detections := {"AWSManagedIPReputationList", "AWSManagedReconnaissanceList"}
