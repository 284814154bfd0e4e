# METADATA
# title: Operating system without security updates
# description: |
#   The maker no longer publishes security updates for this operating system, so a scan finds nothing missing.
#   Holes found since stay open for good, and PCI DSS does not accept components without a supplier behind them.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/operating-systems-and-machine-types.html
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-prerequisites.html
# custom:
#   severity: high
#   resource: aws.ssm.instance
#   reads: [platform_name, platform_version]
#   facts: [now]
#   params: { extended_support: [] }
#   remediation: |
#     Move the workload to a supported release; for EC2, from a current image:
#     aws ssm get-parameters-by-path --path /aws/service/ami-amazon-linux-latest
#     Console: Systems Manager, "Fleet Manager", the node, shows what runs.
#     Where support was bought (Ubuntu Pro, ESU, ELS), name the release in extended_support, as in "ubuntu 20.04".
package rules.aws.ssm.instance_operating_system_unsupported

violation contains {"message": message, "evidence": {"platform": release, "until": until}} if {
	some release, until in ended
	until < substring(input.facts.now, 0, 10)
	runs(release)
	not release in accepted
	message := sprintf("%s %s has had no security updates since %s", [name, version, until])
}

name := input.resource.platform_name if is_string(input.resource.platform_name)

default version := ""

version := input.resource.platform_version if is_string(input.resource.platform_version)

accepted := {lower(release) | some release in input.params.extended_support}

# "ubuntu 20.04" is Ubuntu 20.04.6; "windows server 2012" is Microsoft Windows Server 2012 R2 Datacenter.
runs(release) if {
	startswith(release, "windows ")
	contains(lower(name), release)
}

runs(release) if {
	parts := split(release, " ")
	wanted := parts[count(parts) - 1]
	startswith(lower(name), trim_suffix(release, sprintf(" %s", [wanted])))
	startswith(sprintf("%s.", [version]), sprintf("%s.", [wanted]))
}

# The end of free standard support, as the makers publish it; for CentOS 8 that of CentOS Stream 8, which has its name.
ended := {
	"amazon linux 2018": "2023-12-31",
	"amazon linux 2017": "2023-12-31",
	"amazon linux 2": "2026-06-30",
	"centos 6": "2020-11-30",
	"centos 7": "2024-06-30",
	"centos 8": "2024-05-31",
	"debian 8": "2020-06-30",
	"debian 9": "2022-06-30",
	"debian 10": "2024-06-30",
	"debian 11": "2026-08-31",
	"oracle linux 6": "2021-03-31",
	"oracle linux 7": "2024-12-31",
	"red hat enterprise linux 6": "2020-11-30",
	"red hat enterprise linux 7": "2024-06-30",
	"sles 11": "2019-03-31",
	"sles 12": "2024-10-31",
	"ubuntu 14.04": "2019-04-30",
	"ubuntu 16.04": "2021-04-30",
	"ubuntu 18.04": "2023-05-31",
	"ubuntu 20.04": "2025-05-31",
	"windows server 2008": "2020-01-14",
	"windows server 2012": "2023-10-10",
	"windows server 2016": "2027-01-12",
}
