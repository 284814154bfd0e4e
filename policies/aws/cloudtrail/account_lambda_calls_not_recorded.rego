# METADATA
# title: Calls of Lambda functions are not recorded
# description: |
#   Invoking a function leaves no record of who did it.
#   A function that books payments can be called past the application by anybody who holds the right, and it looks like any other day.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
#   - https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
# custom:
#   severity: low
#   resource: aws.account
#   facts: [trails]
#   params: { all_functions: true }
#   remediation: |
#     Console: CloudTrail, Trails, the trail, "Data events", "Edit", Lambda, "Log all events". CLI, replacing all selectors of the trail:
#     aws cloudtrail put-event-selectors --trail-name ARN --advanced-event-selectors '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::Lambda::Function"]}]}]'
#     Where only some functions matter, record those and set all_functions = false.
#     Where an event data store of CloudTrail Lake records them instead, waive this with that reason.
package rules.aws.cloudtrail.account_lambda_calls_not_recorded

violation contains {"message": message} if {
	not recorded("all")
	not recorded("some")
	message := "calls of Lambda functions are recorded nowhere"
}

violation contains {"message": message} if {
	input.params.all_functions == true
	not recorded("all")
	recorded("some")
	message := "calls of Lambda functions are recorded in part only"
}

recorded("all") if {
	some recorder in recorders
	recorder.lambda == "all"
	recorder.multi_region == true
}

recorded("some") if {
	some recorder in recorders
	recorder.lambda in {"some", "all"}
}

recorders contains trail if {
	some trail in input.facts.trails
	trail.logging == true
}
