// The audit, read from the JSON elements above the script.

const json = (node) => JSON.parse(node.textContent);
const head = json($("head"));
const tail = json($("tail"));
const rules = tail.rules.map((id, place) => ({
  id,
  place,
  title: id,
  severity: 3,
  service: "",
  why: "",
  remediation: "",
  references: [],
  standards: [],
  ...head.rules[place],
  counts: tail.counts[place],
}));
for (const rule of rules)
  rule.severity = typeof rule.severity === "string" ? SEVERITIES.indexOf(rule.severity) : rule.severity;
const standards = json($("standards")).frameworks;
standards.forEach((standard, place) => {
  for (const [rule, requirements] of standard.rules) rules[rule].standards.push({ place, requirements });
});

/** Resources as `[kind, account, region, id, name, tags]`, and findings as columns beside each other. */
const resources = [];
const raw = [];
const at = { resource: [], rule: [], outcome: [], severity: [] };
for (const part of document.querySelectorAll("script.part")) {
  for (const resource of json(part)) {
    for (const finding of resource.pop()) {
      raw.push(finding);
      at.resource.push(resources.length);
      at.rule.push(finding[0]);
      at.outcome.push(finding[1]);
      at.severity.push(finding[2] ?? rules[finding[0]].severity);
    }
    resources.push(resource);
  }
  part.remove();
}
for (const key of Object.keys(at)) at[key] = Int32Array.from(at[key]);
const total = raw.length;
const left = tail.left_out.reduce((sum, count) => sum + count, 0);

const services = [...new Set(rules.map((rule) => rule.service))].sort();
const serviceOf = rules.map((rule) => services.indexOf(rule.service));
const aliases = new Map(head.audited.accounts.map(({ id, alias }) => [id, alias]));
const accountName = (id) => (aliases.get(id) ? `${id} (${aliases.get(id)})` : id);
const regionName = (place) => tail.regions[place] || "global";

/** What a search looks through, in lower case: once a rule, once a resource, once a finding that says more. */
const lower = (...texts) => texts.join("\n").toLowerCase();
const ruleText = rules.map((rule) =>
  lower(
    rule.id,
    rule.title,
    rule.service,
    ...rule.standards.flatMap(({ place, requirements }) => [standards[place].title, ...requirements]),
  ),
);
const resourceText = resources.map(([kind, account, region, id, name, tags]) =>
  lower(tail.kinds[kind], accountName(tail.accounts[account]), regionName(region), id, name, ...tags.flat()),
);
const ownText = raw.map((finding) =>
  finding.length > 2
    ? lower(
        ...finding
          .slice(3)
          .flat(4)
          .filter((it) => typeof it === "string"),
      )
    : "",
);
