# METADATA
# title: Region enabled that nobody allowed
# description: |
#   The account opted into a region that is not on its list, where workloads and copies of customer data can appear
#   unseen.
#   A fintech promises where its data lives, and a region that nobody watches is where an intruder starts machines.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
# custom:
#   severity: medium
#   resource: aws.region
#   reads: [opt_status]
#   params: { allowed_regions: [] }
#   remediation: |
#     Look first for resources in it: what is left keeps running and is billed while the region is disabled.
#     aws account disable-region --region-name REGION
#     Console: Account, "AWS Regions". Terraform: aws_account_region with enabled = false.
#     Regions that are on by default can not be disabled: deny them with aws:RequestedRegion in a service control
#     policy.
package rules.aws.account.region_outside_allow_list

# An empty list asks nothing. A region that AWS enables for everyone was nobody's choice and can not be disabled.
violation contains {"message": message, "evidence": {"allowed_regions": input.params.allowed_regions}} if {
	count(input.params.allowed_regions) > 0
	input.resource.opt_status == "enabled"
	region := input.resource.name
	not region in input.params.allowed_regions
	message := sprintf("%s was opted into and is not an allowed region", [region])
}
