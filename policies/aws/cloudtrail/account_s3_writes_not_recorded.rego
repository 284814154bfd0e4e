# METADATA
# title: Writes of S3 objects are not recorded
# description: |
#   Nobody can tell who replaced or deleted a file, such as a payment order or a report to the supervisor.
#   Encrypting files in place and deleting the originals is how ransomware works in buckets; without a record its extent is a guess.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
# custom:
#   severity: medium
#   resource: aws.account
#   facts: [trails]
#   params: { all_buckets: true }
#   remediation: |
#     Console: CloudTrail, Trails, the trail, "Data events", "Edit", S3, "Log writeOnly events". CLI, replacing all selectors of the trail:
#     aws cloudtrail put-event-selectors --trail-name ARN --advanced-event-selectors '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"readOnly","Equals":["false"]}]}]'
#     Data events cost by the event: where only some buckets matter, record those and set all_buckets = false.
#     Where an event data store of CloudTrail Lake records them instead, waive this with that reason.
package rules.aws.cloudtrail.account_s3_writes_not_recorded

violation contains {"message": message} if {
	not recorded("all")
	not recorded("some")
	message := "writes of S3 objects are recorded nowhere"
}

violation contains {"message": message} if {
	input.params.all_buckets == true
	not recorded("all")
	recorded("some")
	message := "writes of S3 objects are recorded in part only"
}

recorded("all") if {
	some recorder in recorders
	recorder.s3_writes == "all"
	recorder.multi_region == true
}

recorded("some") if {
	some recorder in recorders
	recorder.s3_writes in {"some", "all"}
}

recorders contains trail if {
	some trail in input.facts.trails
	trail.logging == true
}
