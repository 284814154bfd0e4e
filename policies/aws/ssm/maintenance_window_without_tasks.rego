# METADATA
# title: Maintenance window does nothing
# description: |
#   The window opens on schedule and runs no task, so whoever counts windows believes that machines are patched.
#   Their holes stay open while the calendar says otherwise.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-maintenance-assign-tasks.html
# custom:
#   severity: low
#   resource: aws.ssm.maintenance_window
#   reads: [enabled, tasks]
#   remediation: |
#     Console: Systems Manager, "Maintenance Windows", the window, "Actions", "Register Run command task". CLI:
#     aws ssm register-task-with-maintenance-window --window-id ID --task-type RUN_COMMAND --task-arn AWS-RunPatchBaseline --targets Key=WindowTargetIds,Values=TARGET-ID --max-concurrency 10% --max-errors 10%
package rules.aws.ssm.maintenance_window_without_tasks

violation contains {"message": "it opens and runs nothing"} if {
	input.resource.enabled == true
	count(input.resource.tasks) == 0
}
