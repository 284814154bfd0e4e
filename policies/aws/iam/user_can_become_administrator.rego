# METADATA
# title: User that can become an administrator
# description: |
#   By what its policies allow, over boundaries and guardrails, the user can give itself or somebody it controls every
#   permission: a policy written, a role passed to a function, a trust rewritten.
#   The keys of such a user are worth those of an administrator, though no list of administrators shows the name.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# custom:
#   severity: high
#   resource: aws.iam.user
#   facts: [escalation]
#   params: { strengths: [certain, conditional] }
#   remediation: |
#     See every path, the statements behind each step, and those whose removal cuts most paths:
#     bartizan iam paths --from ARN SNAPSHOT
#     Take the statement away, name the resources in it, or set a permissions boundary:
#     aws iam put-user-permissions-boundary --user-name NAME --permissions-boundary ARN
#     Console: IAM, Users, the user, "Permissions".
package rules.aws.iam.user_can_become_administrator

violation contains {"message": message, "evidence": evidence} if {
	way := input.facts.escalation
	way != null
	way.administrator == false
	way.strength in input.params.strengths
	steps := [told(step) | some step in way.steps]
	message := sprintf("can become an administrator in %d %s: %s%s", [
		count(steps),
		noun(steps),
		concat("; ", array.slice(steps, 0, 4)),
		surely(way),
	])
	evidence := {"strength": way.strength, "paths": way.paths, "steps": steps}
}

told(step) := sprintf("%s (%s)", [step.title, step.technique]) if step.technique != null

told(step) := sprintf("%s: %s", [step.title, step.to]) if step.technique == null

noun(steps) := "step" if count(steps) == 1

noun(steps) := "steps" if count(steps) != 1

surely(way) := "" if way.strength == "certain"

surely(way) := ", where conditions hold" if way.strength == "conditional"

surely(way) := ", with something that has to exist" if way.strength == "needs-existing"
