# METADATA
# title: Patches wait for a reboot
# description: |
#   Patches are installed and not in force: the running kernel and services are still the old ones with the old holes.
#   Reports that count installed patches call such a machine patched.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-compliance-states.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-aws-runpatchbaseline.html
# custom:
#   severity: medium
#   resource: aws.ssm.instance
#   reads: [patches]
#   remediation: |
#     Reboot in the next window, and let later runs do it themselves:
#     aws ssm send-command --document-name AWS-RunPatchBaseline --parameters Operation=Install,RebootOption=RebootIfNeeded --instance-ids ID
#     Console: EC2, Instances, the instance, "Instance state", "Reboot instance".
package rules.aws.ssm.instance_pending_reboot

violation contains {"message": message, "evidence": {"pending_reboot": waiting}} if {
	waiting := input.resource.patches.pending_reboot
	waiting > 0
	message := sprintf("%d installed patches wait for a reboot", [waiting])
}
