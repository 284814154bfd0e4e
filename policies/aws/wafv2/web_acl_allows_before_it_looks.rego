# METADATA
# title: Requests are let through before the protections see them
# description: |
#   A rule allows everything from some countries or networks, or everything but a few things, and what is allowed skips the rules after it.
#   An attacker who rents a machine in the bank's own country meets no protection at all.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing-order.html
#   - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-action.html
# custom:
#   severity: medium
#   resource: aws.wafv2.web_acl
#   reads: [rules]
#   remediation: |
#     Block what is unwanted in the place of allowing what is wanted, or put the rule last:
#     Console: WAF, the web ACL, "Rules", select the rule, "Move down"; or the rule, "Edit", "If a request doesn't match", "Block". CLI:
#     aws wafv2 update-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN --cli-input-json file://web-acl.json
package rules.aws.wafv2.web_acl_allows_before_it_looks

violation contains {"message": message, "evidence": {"rule": first.name, "skipped": skipped}} if {
	some place, first in input.resource.rules
	first.action == "allow"
	is_broad(first.statement)
	skipped := [rule.name | some later, rule in input.resource.rules; later > place; protects(rule)]
	count(skipped) > 0
	message := sprintf("%s lets requests through before %s sees them", [first.name, skipped[0]])
}

# A list of addresses or a path names what it lets through; these name half the world.
is_broad(statement) if statement.kind in {"geo-match", "asn-match", "not"}

is_broad(statement) if {
	statement.kind == "or"
	some kind in statement.inner
	kind in {"geo-match", "asn-match", "not"}
}

# With anything else in it, an and is narrower than we can tell.
is_broad(statement) if {
	statement.kind == "and"
	count(statement.inner) > 0
	every kind in statement.inner {
		kind in {"geo-match", "asn-match", "not", "and", "or"}
	}
}

protects(rule) if {
	rule.statement.kind in {"managed-rule-group", "rule-group"}
	rule.override_action != "count"
}

protects(rule) if rule.action in {"block", "captcha", "challenge"}
