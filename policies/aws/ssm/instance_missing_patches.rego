# METADATA
# title: Machine without critical or security patches
# description: |
#   Known holes stay open on this machine, or nobody has ever looked whether they do; working exploits follow a patch
#   within days. PCI DSS gives one month for critical patches on systems that touch card data.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-compliance-states.html
# custom:
#   severity: high
#   resource: aws.ssm.instance
#   reads: [patches]
#   remediation: |
#     Scan and install now, then put the machine under a patch policy so that it happens by itself:
#     aws ssm send-command --document-name AWS-RunPatchBaseline --parameters Operation=Install --instance-ids ID
#     Console: Systems Manager, "Patch Manager", "Patch now", then "Create patch policy".
package rules.aws.ssm.instance_missing_patches

violation contains {"message": "its patches were never scanned"} if not input.resource.patches.operation

violation contains {"message": message, "evidence": {"count": count_of, "kind": kind}} if {
	some kind, count_of in {
		"critical": input.resource.patches.critical_non_compliant,
		"security": input.resource.patches.security_non_compliant,
	}
	count_of > 0
	message := sprintf("%d %s patches are missing, failed or wait for a reboot", [count_of, kind])
}

# Old agents count what is missing and do not say how bad it is.
violation contains {"message": message, "evidence": {"count": count_of}} if {
	input.resource.patches.critical_non_compliant == null
	count_of := input.resource.patches.missing + input.resource.patches.failed
	count_of > 0
	message := sprintf("%d patches are missing or failed, and the agent does not tell how severe they are", [count_of])
}
