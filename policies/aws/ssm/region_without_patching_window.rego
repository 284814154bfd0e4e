# METADATA
# title: No maintenance window patches the machines of the region
# description: |
#   The region has managed machines, and no window that is switched on installs patches on them.
#   Without a schedule machines are patched when somebody thinks of it, which after a busy quarter is too late.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/maintenance-windows.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-policies.html
# custom:
#   severity: low
#   resource: aws.region
#   facts: [region_machines, region_windows]
#   remediation: |
#     Console: Systems Manager, "Patch Manager", "Create patch policy", or "Maintenance Windows", "Create maintenance window". CLI:
#     aws ssm create-maintenance-window --name patching --schedule "cron(0 2 ? * SUN *)" --duration 4 --cutoff 1 --no-allow-unassociated-targets
#     aws ssm register-task-with-maintenance-window --window-id ID --task-type RUN_COMMAND --task-arn AWS-RunPatchBaseline --targets Key=WindowTargetIds,Values=TARGET-ID
#     Patch policies need no window: where they patch all machines, switch this rule off.
package rules.aws.ssm.region_without_patching_window

violation contains {"message": message, "evidence": evidence} if {
	machines := input.facts.region_machines
	machines > 0
	input.facts.region_windows.patching == 0
	enabled := input.facts.region_windows.enabled
	message := sprintf("%d machines, %d maintenance windows that are on, none of which patches", [machines, enabled])
	evidence := {"machines": machines, "windows": enabled}
}
