# METADATA
# title: Calls to IAM and STS are not recorded
# description: |
#   The account has trails, and none of them records the services that belong to no region: IAM, STS and CloudFront.
#   New users, changed permissions and assumed roles leave no record, which are the first things to look for after a break-in.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html
# custom:
#   severity: high
#   resource: aws.account
#   reads: [partition]
#   facts: [trails]
#   remediation: |
#     Let a trail record every region, and with them global services:
#     aws cloudtrail update-trail --name ARN --is-multi-region-trail --include-global-service-events
#     Console: CloudTrail, Trails, "Create trail"; trails made there record every region.
#     Terraform: aws_cloudtrail, is_multi_region_trail = true and include_global_service_events = true
#     Where an event data store of CloudTrail Lake records them instead, waive this with that reason.
package rules.aws.cloudtrail.account_global_events_not_recorded

violation contains {"message": message, "evidence": {"trails": names}} if {
	# No trail at all is the finding of another rule.
	names := sort([trail.name | some trail in live])
	count(names) > 0
	count([trail | some trail in live; sees_global(trail)]) == 0
	message := sprintf("none of its trails (%s) records IAM and STS", [concat(", ", names)])
}

live contains trail if {
	some trail in input.facts.trails
	trail.logging == true
	trail.management != "none"
}

sees_global(trail) if {
	trail.global_events == true
	trail.multi_region == true
}

# Since November 2021 such events happen in one region, and a trail of another region does not see them.
sees_global(trail) if {
	trail.global_events == true
	trail.region == home[input.resource.partition]
}

home := {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
