// The report's page: reads the JSON elements above it, filters, and makes elements of what is left.
// Everything that comes from an audit becomes text by `said`, never markup.
"use strict";
(() => {
const OUTCOMES = ["fail", "pass", "unknown", "waived"];
const OUTCOME_WORDS = ["failed", "passed", "unknown", "waived"];
const OUTCOME_RANK = [0, 3, 1, 2];
const SEVERITIES = ["critical", "high", "medium", "low"];
const [FAIL, PASS, UNKNOWN, WAIVED] = [0, 1, 2, 3];
/** Rows on a page, rows of a rule before it is opened in full, and rows on paper. */
const [PAGE, PREVIEW, PAPER] = [50, 10, 5000];

const $ = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const many = (count, thing) => `${number.format(count)} ${thing}${count === 1 ? "" : "s"}`;
const title = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** What moves, hides or turns text, made visible; the same characters as in the other formats. */
const DECEIVES = /[\p{Cc}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/gu;
const plain = (text) => text.replace(DECEIVES, (c) => (c === "\n" ? "⏎" : `\\u{${c.codePointAt(0).toString(16)}}`));
/** Prose of rules has line breaks, and they stay. */
const prose = (text) => text.split("\n").map(plain).join("\n");

/** Makes an element; strings among the children become text. */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
const said = (text, kind) => el("span", { class: kind ? `said ${kind}` : "said" }, plain(text));
const badge = (severity) => el("span", { class: `badge ${SEVERITIES[severity]}` }, title(SEVERITIES[severity]));
const outcomeWord = (outcome) => el("span", { class: `outcome ${OUTCOMES[outcome]}` }, title(OUTCOME_WORDS[outcome]));

// --- The audit ---

const json = (node) => JSON.parse(node.textContent);
const head = json($("head"));
const tail = json($("tail"));
const rules = tail.rules.map((id, place) => ({
  id, place, title: id, severity: 3, service: "", why: "", remediation: "", references: [], standards: [],
  ...head.rules[place], counts: tail.counts[place],
}));
for (const rule of rules) rule.severity = typeof rule.severity === "string" ? SEVERITIES.indexOf(rule.severity) : rule.severity;
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
const ruleText = rules.map((rule) => lower(rule.id, rule.title, rule.service,
  ...rule.standards.flatMap(({ place, requirements }) => [standards[place].title, ...requirements])));
const resourceText = resources.map(([kind, account, region, id, name, tags]) =>
  lower(tail.kinds[kind], accountName(tail.accounts[account]), regionName(region), id, name, ...tags.flat()));
const ownText = raw.map((finding) => (finding.length > 2 ? lower(...finding.slice(3).flat(4).filter((it) => typeof it === "string")) : ""));

// --- Filters ---

/** What one can filter by. `of` gives the option's place; `all` gives many places for standards. */
const facets = [
  { key: "outcome", label: "Outcome", options: [FAIL, UNKNOWN, WAIVED, PASS].map((it) => [it, title(OUTCOME_WORDS[it])]), of: (i) => at.outcome[i] },
  { key: "severity", label: "Severity", options: SEVERITIES.map((name, it) => [it, title(name)]), of: (i) => at.severity[i] },
  { key: "service", label: "Service", options: services.map((name, it) => [it, name]), of: (i) => serviceOf[at.rule[i]] },
  { key: "account", label: "Account", options: tail.accounts.map((id, it) => [it, accountName(id)]), of: (i) => resources[at.resource[i]][1] },
  { key: "region", label: "Region", options: tail.regions.map((_, it) => [it, regionName(it)]), of: (i) => resources[at.resource[i]][2] },
  { key: "framework", label: "Framework", options: standards.map(({ title: name }, it) => [it, name]), all: (i) => rules[at.rule[i]].standards.map(({ place }) => place) },
  { key: "rule", label: "Rule", hidden: true, options: rules.map((rule, it) => [it, rule.title]), of: (i) => at.rule[i] },
].filter((facet) => facet.hidden || facet.options.length > 0);
for (const facet of facets) {
  facet.name = new Map(facet.options);
  if (["account", "region"].includes(facet.key)) facet.options.sort((a, b) => (a[1] < b[1] ? -1 : 1));
}
const values = { outcome: (it) => OUTCOMES[it], severity: (it) => SEVERITIES[it], service: (it) => services[it], account: (it) => tail.accounts[it],
  region: (it) => regionName(it), framework: (it) => standards[it].id, rule: (it) => rules[it].id };

const START = { q: "", view: "rules", sort: "worst", down: false, page: 0 };
const state = { ...START, chosen: Object.fromEntries(facets.map(({ key }) => [key, new Set()])) };
function standardView() {
  Object.assign(state, START);
  for (const set of Object.values(state.chosen)) set.clear();
  if (head.summary.by_outcome.fail + head.summary.by_outcome.unknown > 0) for (const it of [FAIL, UNKNOWN]) state.chosen.outcome.add(it);
}

/** The filters as an address, so that a view can be kept and sent. */
function remember() {
  const words = [];
  if (state.q) words.push(["q", state.q]);
  for (const { key } of facets) for (const it of state.chosen[key]) words.push([key, values[key](it)]);
  if (state.view !== START.view) words.push(["view", state.view]);
  try {
    history.replaceState(null, "", `#${new URLSearchParams(words)}`);
  } catch { /* A page in a mail has no address; filters work without. */ }
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
    texts.map((_, it) => it).sort((a, b) => compare(texts[a], texts[b])).forEach((it, place) => { ranks[it] = place; });
    return ranks;
  };
  const worst = (i) => ((OUTCOME_RANK[at.outcome[i]] * 4 + at.severity[i]) * rules.length + at.rule[i]) * 1;
  const ranks = by === "resource" ? names(resources.map((it) => it[4])) : by === "rule" ? names(rules.map((it) => it.title)) : null;
  const places = by === "place" ? names(resources.map((it) => `${tail.accounts[it[1]]} ${regionName(it[2])}`)) : null;
  const size = 16 * (rules.length + 1);
  for (let i = 0; i < total; i++) {
    const first = by === "resource" ? ranks[at.resource[i]] : by === "rule" ? ranks[at.rule[i]] : by === "place" ? places[at.resource[i]]
      : by === "severity" ? at.severity[i] : by === "outcome" ? OUTCOME_RANK[at.outcome[i]] : 0;
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
  const active = facets.map((facet) => ({ ...facet, set: state.chosen[facet.key], counts: new Map() }));
  const shown = [];
  const by = order(state.view === "rules" ? "worst" : state.sort);
  for (let n = 0; n < total; n++) {
    const i = by[state.down ? total - 1 - n : n];
    const found = words.every((word, it) => inRule[it][at.rule[i]] || inResource[it][at.resource[i]] || ownText[i].includes(word));
    if (!found) continue;
    let against = 0;
    let last = null;
    for (const facet of active) {
      if (facet.set.size === 0) continue;
      const fits = facet.all ? facet.all(i).some((it) => facet.set.has(it)) : facet.set.has(facet.of(i));
      if (!fits) { against++; last = facet; }
      if (against > 1) break;
    }
    if (against > 1) continue;
    if (against === 0) shown.push(i);
    for (const facet of against === 0 ? active : [last]) {
      const { counts } = facet;
      if (facet.all) for (const it of facet.all(i)) counts.set(it, (counts.get(it) || 0) + 1);
      else { const it = facet.of(i); counts.set(it, (counts.get(it) || 0) + 1); }
    }
  }
  return { shown, counts: new Map(active.map(({ key, counts }) => [key, counts])) };
}

// --- Overview ---

function overview() {
  const { audited, summary, tool } = head;
  const [account] = audited.accounts;
  $("heading").textContent = audited.accounts.length === 1 ? `${audited.provider.toUpperCase()} account ${plain(accountName(account.id))}`
    : `${number.format(audited.accounts.length)} ${audited.provider.toUpperCase()} accounts`;
  const seen = audited.finished_at.replace("T", " ").replace(/(:\d\d):\d\d.*$/, "$1 UTC");
  $("about").textContent = `Seen ${seen} · ${many(audited.regions.length, "region")} · ${many(summary.resources, "resource")} judged by ${many(head.rules.length, "rule")} · ${tool.name} ${tool.version}`;
  const go = (outcome, severity) => () => {
    standardView();
    state.chosen.outcome.clear();
    state.chosen.outcome.add(outcome);
    if (severity !== undefined) state.chosen.severity.add(severity);
    open("findings");
    update();
    $("results").focus();
  };
  const card = (kind, count, label, act) => el("button", { type: "button", class: `card ${kind}${count ? "" : " none"}`, on: { click: act } },
    el("b", {}, number.format(count)), el("span", {}, label));
  $("cards").append(
    ...SEVERITIES.map((name, it) => card(name, summary.by_severity[name] || 0, `${title(name)} failed`, go(FAIL, it))),
    ...[UNKNOWN, WAIVED, PASS].map((it) => card(OUTCOMES[it], summary.by_outcome[OUTCOMES[it]], title(OUTCOME_WORDS[it]), go(it))),
  );
  const notices = [];
  if (head.gaps.length > 0) {
    notices.push(el("p", { class: "notice" }, `${many(head.gaps.length, "gap")}: part of the account could not be read. What depends on it is unknown, not passed. `,
      el("button", { type: "button", class: "link", on: { click: () => { open("gaps"); $("gaps").scrollIntoView(); } } }, "What could not be read")));
  }
  if (left > 0) {
    const kinds = [FAIL, UNKNOWN, WAIVED, PASS].filter((it) => tail.left_out[it] > 0).map((it) => `${number.format(tail.left_out[it])} ${OUTCOME_WORDS[it]}`);
    notices.push(el("p", { class: "notice" }, `This page holds ${number.format(total)} of ${many(total + left, "finding")}, the worst first; left out are ${kinds.join(", ")}. The numbers above, and those by service and of gaps, are of all. The JSON report has every finding.`));
  }
  $("notices").append(...notices);
  $("services").append(byService() || "");
  $("overview").hidden = false;
}

/** What failed, by service, as strips whose lengths compare. */
function byService() {
  const rows = services.map((name, it) => {
    const severities = [0, 0, 0, 0];
    for (const rule of rules) if (serviceOf[rule.place] === it) severities[rule.severity] += rule.counts[FAIL];
    return { name, it, severities, sum: severities.reduce((a, b) => a + b, 0) };
  }).filter(({ sum }) => sum > 0).sort((a, b) => b.sum - a.sum);
  if (rows.length < 2) return null;
  const most = rows[0].sum;
  const body = rows.slice(0, 12).map(({ name, it, severities, sum }) => {
    const strips = severities.map((count, severity) => {
      const strip = el("span", { class: SEVERITIES[severity] });
      strip.style.width = `${(98 * count) / most}%`;
      return count ? strip : null;
    });
    const words = severities.map((count, severity) => (count ? `${number.format(count)} ${SEVERITIES[severity]}` : "")).filter(Boolean).join(", ");
    const choose = () => { state.chosen.service.clear(); state.chosen.service.add(it); open("findings"); update(); $("results").focus(); };
    return el("tr", {}, el("th", { scope: "row" }, el("button", { type: "button", class: "link", on: { click: choose } }, plain(name || "other"))),
      el("td", { class: "strip", "aria-hidden": "true" }, ...strips), el("td", { class: "numbers" }, `${number.format(sum)} failed: ${words}`));
  });
  return el("table", { class: "bars" }, el("caption", { class: "unseen" }, "What failed, by service and severity"), el("tbody", {}, ...body));
}

// --- Filters as a person sees them ---

const boxes = new Map();
function makeFilters() {
  for (const { key, label, options, hidden } of facets) {
    if (hidden || (options.length < 2 && !["outcome", "severity"].includes(key))) continue;
    const list = el("div", { class: "options" }, ...options.map(([it, name]) => {
      const change = () => { state.chosen[key][box.checked ? "add" : "delete"](it); state.page = 0; update(); };
      const box = el("input", { type: "checkbox", on: { change } });
      const count = el("i");
      const line = el("label", {}, box, el("span", {}, plain(name)), count);
      boxes.set(`${key} ${it}`, { box, count, line });
      return line;
    }));
    $("filters").append(el("fieldset", { "data-facet": key }, el("legend", {}, label), list));
  }
  $("filters").addEventListener("submit", (event) => event.preventDefault());
}
function showFilters(counts) {
  for (const { key, options } of facets) {
    for (const [it] of options) {
      const line = boxes.get(`${key} ${it}`);
      if (!line) continue;
      const count = counts.get(key).get(it) || 0;
      line.box.checked = state.chosen[key].has(it);
      line.count.textContent = number.format(count);
      line.line.classList.toggle("none", count === 0);
    }
  }
  const chips = facets.flatMap(({ key, label, name }) => [...state.chosen[key]].map((it) => {
    const text = `${label}: ${plain(name.get(it))}`;
    return el("button", { type: "button", "aria-label": `Remove ${text}`, on: { click: () => { state.chosen[key].delete(it); state.page = 0; update(); $("search").focus(); } } }, `${text} ×`);
  }));
  if (chips.length > 0 || state.q) {
    const clear = () => { standardView(); state.chosen.outcome.clear(); $("search").value = ""; update(); $("search").focus(); };
    chips.push(el("button", { type: "button", class: "clear", on: { click: clear } }, "Clear all"));
  }
  $("chosen").replaceChildren(...chips);
}

// --- Findings ---

/** What is wrong, in a line. */
function what(i) {
  const finding = raw[i];
  if (finding.length < 3) return "";
  if (finding[1] === UNKNOWN) return finding[4].map(([action, reason]) => `${action}: ${reason}`).join("; ");
  return finding[4].map(([message]) => message).join("; ");
}
const where = (resource) => [accountName(tail.accounts[resource[1]]), regionName(resource[2])].map(plain).join(" · ");

/** Everything about a finding. */
function details(i) {
  const finding = raw[i];
  const resource = resources[at.resource[i]];
  const rule = rules[at.rule[i]];
  const facts = [["Resource", resource[3]], ["Type", tail.kinds[resource[0]]], ["Where", where(resource)]];
  if (finding[1] === UNKNOWN) for (const [action, reason, code] of finding[4]) facts.push(["Could not read", `${action}: ${reason}${code ? ` (${code})` : ""}`]);
  else if (finding.length > 2) for (const [message, evidence] of finding[4]) facts.push(["What", message], ...evidence);
  if (finding[5]) facts.push(["Waived by", finding[5][0]], ["Until", finding[5][1]], ["Because", finding[5][2]]);
  if (resource[5].length > 0) facts.push(["Tags", resource[5].map(([key, value]) => `${key}=${value}`).join(", ")]);
  if (finding[3]) facts.push(["Fingerprint", finding[3]]);
  const show = () => { state.chosen.rule.clear(); state.chosen.rule.add(rule.place); state.view = "rules"; state.page = 0; update(); $("results").focus(); };
  return el("div", {}, el("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [el("dt", {}, said(name)), el("dd", {}, said(value))])),
    el("p", {}, el("button", { type: "button", class: "link", on: { click: show } }, "Why it matters and how to fix it")));
}

/** Rows of findings; `columns` are words of: severity, rule. */
function rows(list, columns) {
  return list.flatMap((i) => {
    const resource = resources[at.resource[i]];
    const more = el("tr", { hidden: true }, el("td", { class: "more", colspan: 3 + columns.length }));
    const toggle = () => {
      const open = more.hidden;
      if (open && !more.firstChild.hasChildNodes()) more.firstChild.append(details(i));
      more.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
    };
    const button = el("button", { type: "button", class: "link", "aria-expanded": "false", on: { click: toggle } }, said(resource[4]));
    return [el("tr", {},
      el("td", {}, outcomeWord(at.outcome[i])),
      columns.includes("severity") ? el("td", {}, badge(at.severity[i])) : null,
      el("td", {}, button, el("div", { class: "quiet" }, where(resource))),
      columns.includes("rule") ? el("td", {}, said(rules[at.rule[i]].title)) : null,
      el("td", { class: "what" }, said(what(i)))), more];
  });
}
function table(list, columns, sortable) {
  const heading = (label, by) => {
    if (!sortable) return el("th", { scope: "col" }, label);
    const now = state.sort === by;
    const act = () => { state.down = now && !state.down; state.sort = by; state.page = 0; update(); document.querySelector(`[data-sort="${by}"]`).focus(); };
    return el("th", { scope: "col", "aria-sort": now ? (state.down ? "descending" : "ascending") : "none" },
      el("button", { type: "button", "data-sort": by, on: { click: act } }, `${label} ${now ? (state.down ? "▾" : "▴") : "↕"}`));
  };
  return el("table", { class: "list" }, el("thead", {}, el("tr", {}, heading("Outcome", "outcome"),
    columns.includes("severity") ? heading("Severity", "severity") : null, heading("Resource", "resource"),
    columns.includes("rule") ? heading("Rule", "rule") : null, el("th", { scope: "col" }, "What"))), el("tbody", {}, ...rows(list, columns)));
}

function group(shown) {
  const groups = new Map();
  for (const i of shown) {
    const list = groups.get(at.rule[i]);
    if (list) list.push(i);
    else groups.set(at.rule[i], [i]);
  }
  return [...groups].map(([place, list]) => ({ rule: rules[place], list }));
}
function tally(list) {
  const counts = [0, 0, 0, 0];
  for (const i of list) counts[at.outcome[i]]++;
  return [FAIL, UNKNOWN, WAIVED, PASS].filter((it) => counts[it] > 0).flatMap((it, place) => [place ? " · " : "",
    el("b", { class: OUTCOMES[it] }, `${number.format(counts[it])} ${OUTCOME_WORDS[it]}`)]);
}
const link = (url) => (/^https:\/\/[^\s]+$/.test(url) ? el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, plain(url)) : said(url));

function prosePair(rule) {
  return el("div", { class: "pair" },
    el("div", {}, el("h3", {}, "Why it matters"), el("p", { class: "prose said" }, prose(rule.why))),
    el("div", {}, el("h3", {}, "How to fix it"), el("p", { class: "prose said" }, prose(rule.remediation))));
}
function ruleBody(rule, list) {
  const asked = rule.standards.map(({ place, requirements }) => el("span", {}, `${plain(standards[place].title)} ${requirements.map(plain).join(", ")}`));
  const all = () => { state.chosen.rule.clear(); state.chosen.rule.add(rule.place); state.view = "findings"; state.page = 0; update(); $("results").focus(); };
  return el("div", { class: "inside" }, prosePair(rule),
    rule.references.length ? el("div", {}, el("h3", {}, "Read more"), ...rule.references.map((url) => el("div", {}, link(url)))) : null,
    asked.length ? el("div", {}, el("h3", {}, "Asked for by"), el("div", { class: "chips" }, ...asked)) : null,
    el("div", {}, el("h3", {}, "Resources"), el("div", { class: "wide" }, table(list.slice(0, PREVIEW), [], false)),
      list.length > PREVIEW ? el("p", {}, el("button", { type: "button", class: "link", on: { click: all } }, `Show all ${number.format(list.length)}`)) : null));
}
function ruleLine(rule) {
  return [badge(rule.severity), el("span", { class: "name" }, said(rule.title), el("span", { class: "id" }, plain(rule.id)))];
}
function byRule(shown) {
  const groups = group(shown);
  const page = groups.slice(state.page * PAGE, (state.page + 1) * PAGE);
  $("results").replaceChildren(...page.map(({ rule, list }) => {
    const node = el("details", { class: "rule", "data-rule": rule.id }, el("summary", {}, ...ruleLine(rule), el("span", { class: "tally" }, ...tally(list))));
    const fill = () => { if (node.open && node.childElementCount === 1) node.append(ruleBody(rule, list)); };
    node.addEventListener("toggle", fill);
    if (state.chosen.rule.size === 1) { node.open = true; fill(); }
    return node;
  }));
  return groups.length;
}
function byFinding(shown) {
  const page = shown.slice(state.page * PAGE, (state.page + 1) * PAGE);
  $("results").replaceChildren(el("div", { class: "sheet wide" }, table(page, ["severity", "rule"], true)));
  return shown.length;
}
function pages(things) {
  const last = Math.max(0, Math.ceil(things / PAGE) - 1);
  $("pages").hidden = last === 0;
  const go = (label, page, off) => el("button", { type: "button", disabled: off, on: { click: () => { state.page = page; update(); $("results").focus(); $("results").scrollIntoView(); } } }, label);
  $("pages").replaceChildren(go("First", 0, state.page === 0), go("Previous", state.page - 1, state.page === 0),
    el("span", {}, `Page ${number.format(state.page + 1)} of ${number.format(last + 1)}`),
    go("Next", state.page + 1, state.page >= last), go("Last", last, state.page >= last));
}
let shown = [];
function update() {
  const result = filter();
  shown = result.shown;
  showFilters(result.counts);
  const ruled = state.view === "rules";
  $("by-rule").setAttribute("aria-pressed", String(ruled));
  $("by-finding").setAttribute("aria-pressed", String(!ruled));
  const things = ruled ? byRule(shown) : byFinding(shown);
  $("count").textContent = many(shown.length, "finding") + (ruled ? ` of ${many(things, "rule")}` : "");
  if (shown.length === 0) {
    const none = total === 0 ? "No rule judged anything." : "No finding passes these filters.";
    $("results").replaceChildren(el("p", { class: "sheet empty" }, none));
  }
  pages(things);
  remember();
}

// --- Gaps and waivers ---

function listed(id, heading, about, columns, lines) {
  const most = 1000;
  const body = lines.slice(0, most).map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, said(cell)))));
  $(id).append(el("h2", {}, heading), el("p", { class: "quiet" }, about),
    el("div", { class: "sheet wide" }, el("table", { class: "list" }, el("thead", {}, el("tr", {}, ...columns.map((it) => el("th", { scope: "col" }, it)))), el("tbody", {}, ...body))));
  if (lines.length > most) $(id).append(el("p", {}, `and ${number.format(lines.length - most)} more`));
}
const gapLines = head.gaps.map((gap) => [gap.action, `${accountName(gap.account)} · ${gap.region || "global"}`, gap.reason.replace(/-/g, " ") + (gap.code ? ` (${gap.code})` : ""),
  [gap.resources ? `part of ${many(gap.resources, "resource")}` : "", gap.hides.length ? `some or all of ${gap.hides.join(", ")}` : ""].filter(Boolean).join("; ")]);
const waiverLines = head.waivers.map((waiver) => [waiver.state, waiver.rule, waiver.resource, waiver.account || "every account", waiver.until, waiver.reason, number.format(waiver.findings)]);
const GAPS = ["Call", "Where", "Why", "Missing because of it"];
const WAIVERS = ["State", "Rule", "Resource", "Account", "Last day", "Reason", "Failures"];
const SECTIONS = [["findings", "Findings", () => total + left], ["gaps", "Gaps", () => gapLines.length], ["waivers", "Waivers", () => waiverLines.length]];
function open(which) {
  for (const [id] of SECTIONS) {
    $(id).hidden = id !== which;
    const tab = $(`tab-${id}`);
    if (tab) tab.setAttribute("aria-current", String(id === which));
  }
}
function tabs() {
  if (gapLines.length) listed("gaps", "What could not be read", "Whatever depends on these calls is unknown, and does not count as passed.", GAPS, gapLines);
  if (waiverLines.length) listed("waivers", "Waivers", "Failures that somebody accepted, until a day.", WAIVERS, waiverLines);
  for (const [id, label, count] of SECTIONS) {
    if (id === "findings" || count() > 0) $("tabs").append(el("button", { type: "button", id: `tab-${id}`, on: { click: () => open(id) } }, `${label} (${number.format(count())})`));
  }
  $("tabs").hidden = false;
}

// --- Paper ---

/** What is printed: the findings that pass the filters, by rule, and the gaps and waivers. */
function paper() {
  let room = PAPER;
  const groups = group(shown).map(({ rule, list }) => {
    const page = list.slice(0, room);
    room -= page.length;
    return page.length ? el("div", { class: "rule" }, el("p", {}, ...ruleLine(rule), " ", el("span", { class: "tally" }, ...tally(list))), prosePair(rule), table(page, [], false)) : null;
  });
  const chosen = facets.flatMap(({ key, label, name }) => (state.chosen[key].size ? [`${label}: ${[...state.chosen[key]].map((it) => plain(name.get(it))).join(", ")}`] : []));
  if (state.q) chosen.push(`Search: ${plain(state.q)}`);
  const out = shown.length - (PAPER - room);
  const small = (heading, columns, lines) => (lines.length ? [el("h2", {}, heading), el("table", { class: "list" }, el("thead", {}, el("tr", {}, ...columns.map((it) => el("th", {}, it)))),
    el("tbody", {}, ...lines.slice(0, PAPER).map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, said(cell)))))))] : []);
  $("paper").replaceChildren(el("h2", {}, many(shown.length, "finding")), el("p", { class: "quiet" }, chosen.join(" · ") || "All findings"),
    ...(out > 0 ? [el("p", { class: "notice" }, `${number.format(PAPER - room)} of them are printed; filter to print the others.`)] : []),
    ...groups.filter(Boolean), ...small("What could not be read", GAPS, gapLines), ...small("Waivers", WAIVERS, waiverLines));
}

// --- Start ---

const THEMES = ["system", "light", "dark"];
let theme = 0;
$("theme").addEventListener("click", () => {
  theme = (theme + 1) % THEMES.length;
  if (theme === 0) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = THEMES[theme];
  $("theme").textContent = `Theme: ${THEMES[theme]}`;
});
$("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", paper);
window.addEventListener("afterprint", () => $("paper").replaceChildren());
window.addEventListener("hashchange", () => { recall(); $("search").value = state.q; update(); });
const view = (which) => () => { state.view = which; state.sort = "worst"; state.down = false; state.page = 0; update(); };
$("by-rule").addEventListener("click", view("rules"));
$("by-finding").addEventListener("click", view("findings"));
let waiting = 0;
$("search").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { state.q = $("search").value; state.page = 0; update(); }, 80);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    open("findings");
    $("search").focus();
  }
});
overview();
tabs();
makeFilters();
recall();
$("search").value = state.q;
open("findings");
update();
})();
