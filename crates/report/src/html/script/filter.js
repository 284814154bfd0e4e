// Which findings are shown, in which order, and the address of a view.

/** What one can filter by. `of` gives an option's place; a finding has many standards, and `all` gives their places. */
const facets = [
  {
    key: "outcome",
    label: "Outcome",
    options: [FAIL, UNKNOWN, WAIVED, PASS].map((it) => [it, title(OUTCOME_WORDS[it])]),
    of: (i) => at.outcome[i],
  },
  {
    key: "severity",
    label: "Severity",
    options: SEVERITIES.map((name, it) => [it, title(name)]),
    of: (i) => at.severity[i],
  },
  {
    key: "service",
    label: "Service",
    options: services.map((name, it) => [it, name]),
    of: (i) => serviceOf[at.rule[i]],
  },
  {
    key: "account",
    label: "Account",
    options: tail.accounts.map((id, it) => [it, accountName(id)]),
    of: (i) => resources[at.resource[i]][1],
  },
  {
    key: "region",
    label: "Region",
    options: tail.regions.map((_, it) => [it, regionName(it)]),
    of: (i) => resources[at.resource[i]][2],
  },
  {
    key: "framework",
    label: "Framework",
    options: standards.map(({ title: name }, it) => [it, name]),
    all: (rule) => rule.standards.map(({ place }) => place),
  },
  {
    key: "rule",
    label: "Rule",
    hidden: true,
    options: rules.map((rule, it) => [it, rule.title]),
    of: (i) => at.rule[i],
  },
].filter((facet) => facet.hidden || facet.options.length > 0);
for (const facet of facets) {
  facet.name = new Map(facet.options);
  // Looked up once: filtering goes through all findings for every click.
  if (facet.of) facet.column = Int32Array.from({ length: total }, (_, i) => facet.of(i));
  else facet.lists = rules.map((rule) => facet.all(rule));
  if (["account", "region"].includes(facet.key)) facet.options.sort((a, b) => (a[1] < b[1] ? -1 : 1));
}
const values = {
  outcome: (it) => OUTCOMES[it],
  severity: (it) => SEVERITIES[it],
  service: (it) => services[it],
  account: (it) => tail.accounts[it],
  region: (it) => regionName(it),
  framework: (it) => standards[it].id,
  rule: (it) => rules[it].id,
};

const START = { q: "", view: "rules", sort: "worst", down: false, page: 0 };
const state = { ...START, chosen: Object.fromEntries(facets.map(({ key }) => [key, new Set()])) };
function standardView() {
  Object.assign(state, START);
  for (const set of Object.values(state.chosen)) set.clear();
  if (head.summary.by_outcome.fail + head.summary.by_outcome.unknown > 0)
    for (const it of [FAIL, UNKNOWN]) state.chosen.outcome.add(it);
}

/** The filters as an address, so that a view can be kept and sent. */
function remember() {
  const words = [];
  if (state.q) words.push(["q", state.q]);
  for (const { key } of facets) for (const it of state.chosen[key]) words.push([key, values[key](it)]);
  if (state.view !== START.view) words.push(["view", state.view]);
  try {
    history.replaceState(null, "", `#${new URLSearchParams(words)}`);
  } catch {
    /* A page in a mail has no address; filters work without. */
  }
}
function recall() {
  standardView();
  const words = new URLSearchParams(location.hash.slice(1));
  if (![...words.keys()].some((key) => key === "q" || key === "view" || key in state.chosen)) return;
  state.chosen.outcome.clear();
  state.q = words.get("q") || "";
  if (words.get("view") === "findings") state.view = "findings";
  for (const { key, options } of facets) {
    for (const word of words.getAll(key)) {
      const found = options.find(([it]) => values[key](it) === word);
      if (found) state.chosen[key].add(found[0]);
    }
  }
}

/** The places of findings in an order, made once. */
const orders = {};
function order(by) {
  if (orders[by]) return orders[by];
  const rank = new Float64Array(total);
  const names = (texts) => {
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const ranks = new Int32Array(texts.length);
    texts
      .map((_, it) => it)
      .sort((a, b) => compare(texts[a], texts[b]))
      .forEach((it, place) => {
        ranks[it] = place;
      });
    return ranks;
  };
  const worst = (i) => ((OUTCOME_RANK[at.outcome[i]] * 4 + at.severity[i]) * rules.length + at.rule[i]) * 1;
  const ranks =
    by === "resource"
      ? names(resources.map((it) => it[4]))
      : by === "rule"
        ? names(rules.map((it) => it.title))
        : null;
  const places =
    by === "place" ? names(resources.map((it) => `${tail.accounts[it[1]]} ${regionName(it[2])}`)) : null;
  const size = 16 * (rules.length + 1);
  for (let i = 0; i < total; i++) {
    const first =
      by === "resource"
        ? ranks[at.resource[i]]
        : by === "rule"
          ? ranks[at.rule[i]]
          : by === "place"
            ? places[at.resource[i]]
            : by === "severity"
              ? at.severity[i]
              : by === "outcome"
                ? OUTCOME_RANK[at.outcome[i]]
                : 0;
    rank[i] = first * size + worst(i);
  }
  orders[by] = Int32Array.from(rank.keys()).sort((a, b) => rank[a] - rank[b] || a - b);
  return orders[by];
}

/** Which findings pass the filters, and how many each option would leave. */
function filter() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const inRule = words.map((word) => ruleText.map((text) => text.includes(word)));
  const inResource = words.map((word) => resourceText.map((text) => text.includes(word)));
  const active = facets.map(({ key, column, lists, options }) => {
    const chosen = state.chosen[key];
    const mask = chosen.size ? new Uint8Array(options.length) : null;
    for (const it of chosen) mask[it] = 1;
    return { key, column, lists, mask, counts: new Int32Array(options.length) };
  });
  const asked = active.filter(({ mask }) => mask);
  const fits = ({ column, lists, mask }, i) =>
    column ? mask[column[i]] : lists[at.rule[i]].some((it) => mask[it]);
  const count = ({ column, lists, counts }, i) => {
    if (column) counts[column[i]]++;
    else for (const it of lists[at.rule[i]]) counts[it]++;
  };
  const shown = [];
  const by = order(state.view === "rules" ? "worst" : state.sort);
  for (let n = 0; n < total; n++) {
    const i = by[state.down ? total - 1 - n : n];
    if (
      words.length &&
      !words.every(
        (word, it) => inRule[it][at.rule[i]] || inResource[it][at.resource[i]] || ownText[i].includes(word),
      )
    )
      continue;
    // What one filter alone keeps out counts for the other options of this filter.
    let against = 0;
    let last = null;
    for (const facet of asked) {
      if (fits(facet, i)) continue;
      last = facet;
      if (++against > 1) break;
    }
    if (against === 0) {
      shown.push(i);
      for (const facet of active) count(facet, i);
    } else if (against === 1) count(last, i);
  }
  return { shown, counts: new Map(active.map(({ key, counts }) => [key, counts])) };
}
