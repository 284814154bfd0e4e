# METADATA
# title: Maintenance window has no targets
# description: |
#   The window runs commands, and no target is registered with it, so they run on no machine unless a task names its own.
#   Patching that reaches nothing succeeds every week.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-maintenance-assign-targets.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/maintenance-windows-targetless-tasks.html
# custom:
#   severity: low
#   resource: aws.ssm.maintenance_window
#   reads: [enabled, targets, tasks]
#   remediation: |
#     Console: Systems Manager, "Maintenance Windows", the window, "Actions", "Register targets". CLI:
#     aws ssm register-target-with-maintenance-window --window-id ID --resource-type INSTANCE --targets Key=tag:PatchGroup,Values=GROUP
package rules.aws.ssm.maintenance_window_without_targets

# Automations, Lambda functions and state machines need no target.
violation contains {"message": message, "evidence": {"commands": commands}} if {
	input.resource.enabled == true
	input.resource.targets == 0
	commands := [task.runs | some task in input.resource.tasks; task.kind == "RUN_COMMAND"]
	count(commands) > 0
	message := sprintf("it runs %v and no target is registered with it", [commands[0]])
}
