# METADATA
# title: Patch baseline rejects every version of a package
# description: |
#   A rejection with a wildcard keeps out not only the version that broke something but every later one with its fixes.
#   The package, often the kernel, grows old unseen: rejected patches do not count as missing.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-approved-rejected-package-name-formats.html
#   - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdatePatchBaseline.html
# custom:
#   severity: medium
#   resource: aws.ssm.patch_baseline
#   reads: [customer_owned, rejected_patches]
#   remediation: |
#     Reject the one version that hurts, and take it out when its successor is there:
#     aws ssm update-patch-baseline --baseline-id ID --rejected-patches kernel-5.10.234-225.910.amzn2.x86_64
#     Console: Systems Manager, "Patch Manager", "Patch baselines", the baseline, "Modify", "Patch exceptions".
package rules.aws.ssm.patch_baseline_rejects_future_patches

violation contains {"message": message, "evidence": {"rejected": pattern}} if {
	input.resource.customer_owned == true
	some pattern in input.resource.rejected_patches
	contains(pattern, "*")
	not fixed_version(pattern)
	message := sprintf("it rejects %s, whatever the version", [pattern])
}

# "openssl-1.0.2*" ends with the series that it names; "kernel*" and "kernel-*.x86_64" never end.
fixed_version(pattern) if regex.match(`^[^*]*[-=:]v?[0-9]+\.[0-9][^*]*\*`, pattern)
