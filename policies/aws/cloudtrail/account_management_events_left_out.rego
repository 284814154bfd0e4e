# METADATA
# title: Management events are left out of the record
# description: |
#   The trails that record every region leave out a part of the management events: reads, writes, or all calls to a service.
#   Reads show an intruder looking around before anything changes, and calls to KMS show who decrypted what.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: medium
#   resource: aws.account
#   facts: [trails]
#   params: { accepted_excluded_sources: [] }
#   remediation: |
#     Console: CloudTrail, Trails, the trail, "Management events", "Edit": Read and Write, and exclude nothing. CLI:
#     aws cloudtrail put-event-selectors --trail-name ARN --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true}]'
#     Where calls to KMS are too many to keep, accepted_excluded_sources takes kms.amazonaws.com.
#     Where an event data store of CloudTrail Lake records them instead, waive this with that reason.
package rules.aws.cloudtrail.account_management_events_left_out

violation contains {"message": message} if {
	count(recorders) > 0
	some kind in kinds
	count(of_kind(kind)) == 0
	message := sprintf("management events that %s are recorded nowhere for every region", [kind])
}

violation contains {"message": message, "evidence": {"source": source}} if {
	some kind in kinds
	count(of_kind(kind)) > 0
	some first in of_kind(kind)
	some source in first.excluded_sources
	not source in input.params.accepted_excluded_sources

	# Left out only when all of them leave it out.
	every recorder in of_kind(kind) {
		source in recorder.excluded_sources
	}
	message := sprintf("calls to %s are left out", [source])
}

kinds := {"read", "write"}

of_kind(kind) := {recorder | some recorder in recorders; recorder.management in {"all", kind}}

# What records every region now. A stopped trail records nothing, whatever its settings say.
recorders contains trail if {
	some trail in input.facts.trails
	trail.logging == true
	trail.multi_region == true
	trail.management != "none"
}
