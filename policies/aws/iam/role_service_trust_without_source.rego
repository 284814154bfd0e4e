# METADATA
# title: Role that a service may take for any customer
# description: |
#   The service assumes the role on behalf of whoever asks it, and the trust policy does not say that it must be for
#   this account.
#   Where the service itself lets such a request through, a stranger's schedule or pipeline acts on the payments
#   account: the cross-service confused deputy.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceaccount
# custom:
#   severity: low
#   resource: aws.iam.role
#   reads: [path]
#   facts: [outside_access]
#   params:
#     services:
#       - bedrock
#       - cloudtrail
#       - codebuild
#       - datasync
#       - ecs-tasks
#       - fis
#       - iot
#       - pipes
#       - scheduler
#       - ssm
#       - states
#       - transfer
#       - vpc-flow-logs
#   remediation: |
#     Require that the service acts for this account:
#       "Condition": {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}}
#     Console: IAM, Roles, the role, "Trust relationships", "Edit trust policy". On the command line:
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
#     The parameter services lists those that send the key when they assume a role, by AWS's documentation; EC2 and
#     Lambda do not.
package rules.aws.iam.role_service_trust_without_source

violation contains {"message": message, "evidence": evidence} if {
	not startswith(input.resource.path, "/aws-service-role/")
	some access in input.facts.outside_access
	access.who == "service"
	access.source_checked == false
	assumes(access)
	service := split(access.principal, ".")[0]
	service in input.params.services
	message := sprintf("statement %d lets %s in for any account", [access.statement + 1, access.principal])
	evidence := {"statement": access.statement, "sid": access.sid, "service": access.principal}
}

# Tagging a session or naming its source is of no use without assuming the role.
assumes(access) if {
	some action in access.actions
	not lower(action) in {"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
}

assumes(access) if count(access.not_actions) > 0
