# METADATA
# title: Systems Manager documents may be shared with everyone
# description: |
#   The region does not block public sharing of documents, so one call makes commands and host names readable for everybody.
#   The block costs nothing: hardly any bank publishes documents for others to run.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html
# custom:
#   severity: low
#   resource: aws.region
#   reads: [document_public_sharing]
#   remediation: |
#     Console: Systems Manager, "Documents", "Preferences", "Block public sharing". In each region, CLI:
#     aws ssm update-service-setting --setting-id /ssm/documents/console/public-sharing-permission --setting-value Disable
#     Terraform: aws_ssm_service_setting, setting_value = "Disable"
package rules.aws.ssm.region_document_public_sharing_allowed

violation contains {"message": "nothing keeps its documents from being shared with everyone"} if {
	input.resource.document_public_sharing != "Disable"
}
