# METADATA
# title: No trail records every region
# description: |
#   No trail keeps the calls of some or all regions, and the event history that AWS keeps ends after 90 days.
#   Whoever gets in works in a region that the bank does not use, and afterwards nobody can say what was done or taken.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail-by-using-the-aws-cli-create-trail.html
# custom:
#   severity: high
#   resource: aws.account
#   facts: [trails]
#   remediation: |
#     Console: CloudTrail, Trails, "Create trail"; trails made there record every region. CLI:
#     aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-multi-region-trail --enable-log-file-validation --kms-key-id KEY-ARN
#     aws cloudtrail start-logging --name NAME
#     aws cloudtrail update-trail --name ARN --is-multi-region-trail
#     Terraform: aws_cloudtrail, is_multi_region_trail = true
#     Where an event data store of CloudTrail Lake records every region instead, waive this with that reason.
package rules.aws.cloudtrail.account_without_multi_region_trail

violation contains {"message": "no trail records it"} if {
	count(recorders) == 0
	count(input.facts.trails) == 0
}

violation contains {"message": message, "evidence": {"trails": names}} if {
	count(recorders) == 0
	count(input.facts.trails) > 0
	names := sort([trail.name | some trail in input.facts.trails])
	message := sprintf("none of its trails (%s) is on and records the calls of every region", [concat(", ", names)])
}

# What records every region now. A stopped trail records nothing, whatever its settings say.
recorders contains trail if {
	some trail in input.facts.trails
	trail.logging == true
	trail.multi_region == true
	trail.management != "none"
}
