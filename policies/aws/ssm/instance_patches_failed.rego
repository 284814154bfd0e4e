# METADATA
# title: Patches failed to install
# description: |
#   The last run tried to install patches and could not, so the next run will most likely fail in the same way.
#   The machine looks looked after and stays open; a full disk or a broken package source is often all there is to it.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-compliance-states.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-troubleshooting.html
# custom:
#   severity: medium
#   resource: aws.ssm.instance
#   reads: [patches]
#   remediation: |
#     See which patches failed and what the last run printed, then run it again:
#     aws ssm describe-instance-patches --instance-id ID --filters Key=State,Values=Failed
#     aws ssm send-command --document-name AWS-RunPatchBaseline --parameters Operation=Install --instance-ids ID
#     Console: Systems Manager, "Patch Manager", "Compliance reporting", the node.
package rules.aws.ssm.instance_patches_failed

violation contains {"message": message, "evidence": {"failed": failed}} if {
	# Of agents that do not grade, the rule on missing patches counts these too.
	input.resource.patches.critical_non_compliant != null
	failed := input.resource.patches.failed
	failed > 0
	message := sprintf("%d patches failed to install", [failed])
}
