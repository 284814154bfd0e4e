# METADATA
# title: Web ACL protects nothing
# description: |
#   No load balancer, API or distribution uses the web ACL, so its rules see no request.
#   The page that it was made for stands open, or is gone and the web ACL is left over.
# related_resources:
#   - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html
# custom:
#   severity: low
#   resource: aws.wafv2.web_acl
#   reads: [protected_resources]
#   remediation: |
#     Associate it, or delete it:
#     aws wafv2 associate-web-acl --web-acl-arn ARN --resource-arn LOAD-BALANCER-ARN
#     aws wafv2 delete-web-acl --name NAME --scope SCOPE --id ID --lock-token TOKEN
#     Console: WAF, the web ACL, "Associated AWS resources".
#     Terraform: aws_wafv2_web_acl_association; for CloudFront, web_acl_id of the distribution
package rules.aws.wafv2.web_acl_protects_nothing

violation contains {"message": "nothing uses it"} if count(input.resource.protected_resources) == 0
