# METADATA
# title: Maintenance window will never open again
# description: |
#   The window was for one date, and that is past; it still counts as an enabled window.
#   The machines that it patched once are patched no more.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
# custom:
#   severity: low
#   resource: aws.ssm.maintenance_window
#   reads: [enabled, schedule]
#   facts: [now]
#   remediation: |
#     Give it a schedule that comes back, or delete it:
#     aws ssm update-maintenance-window --window-id ID --schedule "cron(0 2 ? * SUN *)"
#     aws ssm delete-maintenance-window --window-id ID
#     Console: Systems Manager, "Maintenance Windows", the window, "Edit".
#     Terraform: aws_ssm_maintenance_window, schedule = "cron(0 2 ? * SUN *)"
package rules.aws.ssm.maintenance_window_over

violation contains {"message": message, "evidence": {"schedule": input.resource.schedule}} if {
	input.resource.enabled == true
	regex.match(`^at\([0-9]{4}-[0-9]{2}-[0-9]{2}`, schedule)
	day := substring(schedule, 3, 10)

	# Dates in this form come in the order of the alphabet.
	day < yesterday
	message := sprintf("it was for %s only", [day])
}

schedule := trim_space(input.resource.schedule) if is_string(input.resource.schedule)

# In some time zone the day may not be over.
yesterday := substring(time.format(time.parse_rfc3339_ns(input.facts.now) - ((86400 * 1000) * 1000000)), 0, 10)
