# METADATA
# title: Region without an access analyzer
# description: |
#   IAM Access Analyzer proves which buckets, keys, roles and secrets can be reached from outside, and here nobody
#   runs it.
#   A bucket or key that becomes open to strangers is then found by the next audit instead of within the hour.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-getting-started.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
# custom:
#   severity: low
#   resource: aws.region
#   reads: [access_analyzers]
#   remediation: |
#     aws accessanalyzer create-analyzer --analyzer-name account --type ACCOUNT --region REGION
#     Console: IAM, "Access Analyzer", "Analyzer settings", "Create analyzer", in each region in use.
#     Terraform: aws_accessanalyzer_analyzer with type = "ACCOUNT".
#     An analyzer of the whole organization lives in the delegated administrator's account and is not seen from
#     here: waive the rule where one covers this account.
package rules.aws.iam.region_without_access_analyzer

violation contains {"message": message, "evidence": {"analyzers": names}} if {
	not watched
	names := [analyzer.name | some analyzer in input.resource.access_analyzers]
	message := sprintf("no active analyzer looks for outside access in %s", [input.resource.name])
}

# Analyzers of unused or internal access do not look at what is open to the outside.
watched if {
	some analyzer in input.resource.access_analyzers
	analyzer.kind in {"ACCOUNT", "ORGANIZATION"}
	analyzer.status == "ACTIVE"
}
