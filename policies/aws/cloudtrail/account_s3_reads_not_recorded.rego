# METADATA
# title: Reads of S3 objects are not recorded
# description: |
#   Nobody can tell which files were read, by whom, and when.
#   After a leaked key the bank has to tell the supervisor and the customers which data is gone, and can only say: maybe all of it.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
# custom:
#   severity: medium
#   resource: aws.account
#   facts: [trails]
#   params: { all_buckets: true }
#   remediation: |
#     Console: CloudTrail, Trails, the trail, "Data events", "Edit", S3, "Log readOnly events". CLI, replacing all selectors of the trail:
#     aws cloudtrail put-event-selectors --trail-name ARN --advanced-event-selectors '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"readOnly","Equals":["true"]}]}]'
#     Data events cost by the event: where only some buckets matter, record those and set all_buckets = false.
#     Where an event data store of CloudTrail Lake records them instead, waive this with that reason.
package rules.aws.cloudtrail.account_s3_reads_not_recorded

violation contains {"message": message} if {
	not recorded("all")
	not recorded("some")
	message := "reads of S3 objects are recorded nowhere"
}

violation contains {"message": message} if {
	input.params.all_buckets == true
	not recorded("all")
	recorded("some")
	message := "reads of S3 objects are recorded in part only"
}

recorded("all") if {
	some recorder in recorders
	recorder.s3_reads == "all"
	recorder.multi_region == true
}

recorded("some") if {
	some recorder in recorders
	recorder.s3_reads in {"some", "all"}
}

recorders contains trail if {
	some trail in input.facts.trails
	trail.logging == true
}
