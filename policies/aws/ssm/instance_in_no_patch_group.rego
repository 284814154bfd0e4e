# METADATA
# title: Machine in no patch group
# description: |
#   The machine is patched by its operating system's default baseline, whatever the bank decided for its group of systems.
#   A payment host then gets the approval delays and exceptions of a test machine.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-patch-groups.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-tag-a-patch-group.html
# custom:
#   severity: low
#   resource: aws.ssm.instance
#   reads: [patches]
#   remediation: |
#     The tag is spelt PatchGroup where instances show their tags in their metadata, and "Patch Group" elsewhere:
#     aws ec2 create-tags --resources ID --tags Key=PatchGroup,Value=GROUP
#     Console: EC2, Instances, the instance, "Tags", "Manage tags".
#     Patch policies bring a baseline of their own and use no groups: where they patch the machine, switch this rule off.
package rules.aws.ssm.instance_in_no_patch_group

violation contains {"message": "it is in no patch group", "evidence": {"baseline": baseline}} if {
	input.resource.patches.operation
	not grouped
	baseline := input.resource.patches.baseline
}

grouped if {
	is_string(input.resource.patches.patch_group)
	input.resource.patches.patch_group != ""
}
