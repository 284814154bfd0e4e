# METADATA
# title: Maintenance window is switched off
# description: |
#   Nothing that the window should do is done, and patching is what such windows are mostly for.
#   Windows are switched off for a release freeze and forgotten; the machines fall behind from that day.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateMaintenanceWindow.html
# custom:
#   severity: low
#   resource: aws.ssm.maintenance_window
#   reads: [enabled]
#   remediation: |
#     Console: Systems Manager, "Maintenance Windows", the window, "Actions", "Enable maintenance window". CLI:
#     aws ssm update-maintenance-window --window-id ID --enabled
#     Terraform: aws_ssm_maintenance_window, enabled = true
package rules.aws.ssm.maintenance_window_disabled

violation contains {"message": "it is switched off"} if input.resource.enabled == false
