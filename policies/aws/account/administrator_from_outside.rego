# METADATA
# title: Somebody outside the account can become its administrator
# description: |
#   Over one role or a chain of them, somebody of another account, an identity provider or the internet gets every
#   permission here.
#   Then the account is as safe as theirs, and no list of its administrators tells.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html
# custom:
#   severity: high
#   resource: aws.account
#   facts: [administrators_from_outside]
#   params: { trusted: [], strengths: [certain, conditional] }
#   remediation: |
#     See the paths, and the statements whose removal cuts most of them:
#     bartizan iam paths --to admin SNAPSHOT
#     Name the roles that may assume in the trust policy and take what they do not need from the role. What is meant
#     belongs in `trusted`, by the name that the finding says.
#     aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
#     Console: IAM, Roles, the role, "Trust relationships".
package rules.aws.account.administrator_from_outside

violation contains {"message": message, "evidence": evidence} if {
	some somebody in input.facts.administrators_from_outside
	not somebody.name in input.params.trusted
	somebody.strength in input.params.strengths
	steps := [told(step) | some step in somebody.steps]
	message := sprintf("%s can become its administrator in %d %s: %s%s", [
		who(somebody),
		count(steps),
		noun(steps),
		concat("; ", array.slice(steps, 0, 4)),
		surely(somebody),
	])
	evidence := {"name": somebody.name, "kind": somebody.kind, "strength": somebody.strength, "steps": steps}
}

who(somebody) := "whoever asks, without credentials," if somebody.kind == "anonymous"

who(somebody) := "whoever has an AWS account" if somebody.kind == "stranger"

who(somebody) := substring(somebody.name, 0, 150) if not somebody.kind in {"anonymous", "stranger"}

told(step) := sprintf("%s (%s)", [step.title, step.technique]) if step.technique != null

told(step) := sprintf("%s: %s", [step.title, step.to]) if step.technique == null

noun(steps) := "step" if count(steps) == 1

noun(steps) := "steps" if count(steps) != 1

surely(way) := "" if way.strength == "certain"

surely(way) := ", where conditions hold" if way.strength == "conditional"

surely(way) := ", with something that has to exist" if way.strength == "needs-existing"
