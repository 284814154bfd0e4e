# METADATA
# title: No trail looks for unusual activity
# description: |
#   CloudTrail Insights is off, which learns the usual rate of calls and errors and says when it jumps.
#   A hundred keys made in a minute or a burst of denied calls drowns among millions of ordinary events.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-CLI-enable.html
# custom:
#   severity: low
#   resource: aws.account
#   facts: [trail_insights]
#   remediation: |
#     Console: CloudTrail, Trails, the trail, "Insights events", "Edit". CLI:
#     aws cloudtrail put-insight-selectors --trail-name ARN --insight-selectors '[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight"}]'
#     Terraform: aws_cloudtrail, insight_selector { insight_type = "ApiCallRateInsight" }
#     Where GuardDuty or a SIEM does this, waive it with that reason.
package rules.aws.cloudtrail.account_without_insights

violation contains {"message": "no trail of it that is on looks for unusual activity"} if not watched

watched if {
	some trail in input.facts.trail_insights
	trail.logging == true
	count(trail.kinds) > 0
}
