# METADATA
# title: Systems Manager agent is outdated
# description: |
#   The agent runs as root and takes commands from afar; its fixed weaknesses are published, and old ones report less.
#   Old agents do not grade missing patches, so critical ones hide in a plain count.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html
# custom:
#   severity: low
#   resource: aws.ssm.instance
#   reads: [agent_latest, agent_version]
#   remediation: |
#     Console: Systems Manager, "Fleet Manager", "Settings", "Auto update SSM Agent". CLI, for one machine now:
#     aws ssm send-command --document-name AWS-UpdateSSMAgent --instance-ids ID
package rules.aws.ssm.instance_agent_outdated

violation contains {"message": message, "evidence": {"agent_version": version}} if {
	input.resource.agent_latest == false
	version := input.resource.agent_version
	message := sprintf("its agent %v is not the newest", [version])
}
