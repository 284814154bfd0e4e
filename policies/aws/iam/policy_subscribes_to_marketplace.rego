# METADATA
# title: Policy can buy in the AWS Marketplace
# description: |
#   Its holder can subscribe the company to any product, accept its terms, and run a stranger's image or model
#   inside the account.
#   Contracts with suppliers of a regulated firm go through review, and this goes around it.
# related_resources:
#   - https://docs.aws.amazon.com/marketplace/latest/buyerguide/private-marketplace.html
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSMarketplaceManageSubscriptions.html
# custom:
#   severity: low
#   resource: aws.iam.policy
#   reads: [manager, attachments]
#   facts: [policy_powers]
#   remediation: |
#     Leave aws-marketplace:ViewSubscriptions, give aws-marketplace:Subscribe to purchasing, and offer the rest of
#     the company a private marketplace.
#     aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#     Console: IAM, Policies, the policy, "Edit".
package rules.aws.iam.policy_subscribes_to_marketplace

violation contains {"message": message, "evidence": evidence} if {
	input.resource.manager == "customer"
	input.resource.attachments > 0
	some power in input.facts.policy_powers
	power.power == "subscribe_marketplace"
	not limited(power)
	not allows_far_more(power)
	given := concat(", ", power.actions)
	message := sprintf("statement %d can subscribe to anything in the AWS Marketplace: %s", [power.statement + 1, given])
	evidence := {"statement": power.statement, "sid": power.sid, "actions": power.actions}
}

# A condition on how the caller comes leaves what it may do as it is.
limited(power) if {
	some key in power.conditions
	not lower(key) in {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport", "aws:useragent"}
}

# A statement that allows nearly everything is another rule's finding.
allows_far_more(power) if {
	some other in input.facts.policy_powers
	other.statement == power.statement
	other.power == "not_action"
}

# So is one that allows the whole of a service.
allows_far_more(power) if power.whole_services
