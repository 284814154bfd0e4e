# METADATA
# title: No organization trail records the account
# description: |
#   The account belongs to an organization, and only trails of its own record it, which its own administrators can stop.
#   With an organization trail the record is kept elsewhere and goes on, whoever takes over this account.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-best-practice.html
# custom:
#   severity: low
#   resource: aws.account
#   reads: [organization]
#   facts: [trails]
#   remediation: |
#     In the management account, or the delegated administrator for CloudTrail:
#     aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-organization-trail --is-multi-region-trail
#     aws cloudtrail start-logging --name NAME
#     Console: CloudTrail, Trails, "Create trail", "Enable for all accounts in my organization".
#     Terraform: aws_cloudtrail, is_organization_trail = true
#     Where an event data store of CloudTrail Lake records the organization instead, waive this with that reason.
package rules.aws.cloudtrail.account_without_organization_trail

violation contains {"message": message, "evidence": {"organization": input.resource.organization.id}} if {
	# Without all features an organization has no trails.
	input.resource.organization.all_features == true
	not recorded
	message := sprintf("no trail of its organization %s records it", [input.resource.organization.id])
}

recorded if {
	some trail in input.facts.trails
	trail.organization == true
	trail.logging == true
}
