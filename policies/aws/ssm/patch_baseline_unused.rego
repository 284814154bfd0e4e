# METADATA
# title: Patch baseline that nobody uses
# description: |
#   The baseline is neither the default nor the choice of a patch group, and no machine was scanned with it.
#   Somebody wrote down how machines should be patched, and they are patched in another way.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-patch-groups.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-default-patch-baseline.html
# custom:
#   severity: low
#   resource: aws.ssm.patch_baseline
#   reads: [customer_owned, default, patch_groups]
#   facts: [baseline_users]
#   remediation: |
#     Put it to use, or delete it:
#     aws ssm register-patch-baseline-for-patch-group --baseline-id ID --patch-group GROUP
#     aws ssm register-default-patch-baseline --baseline-id ID
#     aws ssm delete-patch-baseline --baseline-id ID
#     Console: Systems Manager, "Patch Manager", "Patch baselines", the baseline, "Actions".
#     Terraform: aws_ssm_patch_group, baseline_id = aws_ssm_patch_baseline.NAME.id
package rules.aws.ssm.patch_baseline_unused

violation contains {"message": "no patch group and no machine uses it"} if {
	input.resource.customer_owned == true
	input.resource.default == false
	count(input.resource.patch_groups) == 0
	input.facts.baseline_users == 0
}
