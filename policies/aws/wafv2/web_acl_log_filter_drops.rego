# METADATA
# title: Web ACL logs leave requests out
# description: |
#   A filter keeps a part of the requests from the log, mostly those that were let through.
#   After fraud those are the ones that matter: what was blocked did no harm.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/logging-management-configure.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [logging]
#   remediation: |
#     Console: WAF, the web ACL, "Logging and metrics", "Edit", "Filter logs"; keep what was allowed, or drop only health checks. CLI:
#     aws wafv2 put-logging-configuration --logging-configuration ResourceArn=ARN,LogDestinationConfigs=DESTINATION-ARN
package rules.aws.wafv2.web_acl_log_filter_drops

violation contains {"message": "a filter drops requests from its log"} if input.resource.logging.filtered == true
