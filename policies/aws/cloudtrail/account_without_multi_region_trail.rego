# METADATA
# title: No trail records every region
# description: |
#   Calls to AWS leave no lasting record in some or all regions; the event history that AWS keeps ends after 90 days.
#   Whoever gets in works in a region that the bank does not use, and afterwards nobody can say what was done or taken.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail-by-using-the-aws-cli-create-trail.html
# custom:
#   severity: high
#   resource: aws.account
#   facts: [event_data_stores, trails]
#   remediation: |
#     Console: CloudTrail, Trails, "Create trail"; trails made there record every region. CLI:
#     aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-multi-region-trail --enable-log-file-validation --kms-key-id KEY-ARN
#     aws cloudtrail start-logging --name NAME
#     aws cloudtrail update-trail --name ARN --is-multi-region-trail
#     Terraform: aws_cloudtrail, is_multi_region_trail = true
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

# What records every region now: trails that are on, and event data stores that take in events.
recorders contains trail if {
	some trail in input.facts.trails
	trail.logging == true
	trail.multi_region == true
	trail.management != "none"
}

recorders contains store if {
	some store in input.facts.event_data_stores
	store.status == "ENABLED"
	store.multi_region == true
	store.management != "none"
}
