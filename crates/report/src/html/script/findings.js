// Filters and findings as a person sees them.

const boxes = new Map();
function makeFilters() {
  for (const { key, label, options, hidden } of facets) {
    if (hidden || (options.length < 2 && !["outcome", "severity"].includes(key))) continue;
    const list = el(
      "div",
      { class: "options" },
      ...options.map(([it, name]) => {
        const change = () => {
          state.chosen[key][box.checked ? "add" : "delete"](it);
          state.page = 0;
          update();
        };
        const box = el("input", { type: "checkbox", on: { change } });
        const count = el("i");
        const line = el("label", {}, box, el("span", {}, plain(name)), count);
        boxes.set(`${key} ${it}`, { box, count, line });
        return line;
      }),
    );
    $("filters").append(el("fieldset", { "data-facet": key }, el("legend", {}, label), list));
  }
  $("filters").addEventListener("submit", (event) => event.preventDefault());
}
function showFilters(counts) {
  for (const { key, options } of facets) {
    for (const [it] of options) {
      const line = boxes.get(`${key} ${it}`);
      if (!line) continue;
      const count = counts.get(key)[it];
      line.box.checked = state.chosen[key].has(it);
      line.count.textContent = number.format(count);
      line.line.classList.toggle("none", count === 0);
    }
  }
  const chips = facets.flatMap(({ key, label, name }) =>
    [...state.chosen[key]].map((it) => {
      const text = `${label}: ${plain(name.get(it))}`;
      return el(
        "button",
        {
          type: "button",
          "aria-label": `Remove ${text}`,
          on: {
            click: () => {
              state.chosen[key].delete(it);
              state.page = 0;
              update();
              $("search").focus();
            },
          },
        },
        `${text} ×`,
      );
    }),
  );
  if (chips.length > 0 || state.q) {
    const clear = () => {
      standardView();
      state.chosen.outcome.clear();
      $("search").value = "";
      update();
      $("search").focus();
    };
    chips.push(el("button", { type: "button", class: "clear", on: { click: clear } }, "Clear all"));
  }
  $("chosen").replaceChildren(...chips);
}

/** What is wrong, in a line. */
function what(i) {
  const finding = raw[i];
  if (finding.length < 3) return "";
  if (finding[1] === UNKNOWN) return finding[4].map(([action, reason]) => `${action}: ${reason}`).join("; ");
  return finding[4].map(([message]) => message).join("; ");
}
/** The account is said where there are several. */
const where = ([, account, region]) =>
  [...(tail.accounts.length > 1 ? [accountName(tail.accounts[account])] : []), regionName(region)]
    .map(plain)
    .join(" · ");

/** Everything about a finding. */
function details(i) {
  const finding = raw[i];
  const resource = resources[at.resource[i]];
  const rule = rules[at.rule[i]];
  const facts = [
    ["Resource", resource[3]],
    ["Type", tail.kinds[resource[0]]],
    ["Where", where(resource)],
  ];
  if (finding[1] === UNKNOWN)
    for (const [action, reason, code] of finding[4])
      facts.push(["Could not read", `${action}: ${reason}${code ? ` (${code})` : ""}`]);
  else if (finding.length > 2)
    for (const [message, evidence] of finding[4]) facts.push(["What", message], ...evidence);
  if (finding[5])
    facts.push(["Waived by", finding[5][0]], ["Until", finding[5][1]], ["Because", finding[5][2]]);
  if (resource[5].length > 0)
    facts.push(["Tags", resource[5].map(([key, value]) => `${key}=${value}`).join(", ")]);
  if (finding[3]) facts.push(["Fingerprint", finding[3]]);
  const show = () => {
    state.chosen.rule.clear();
    state.chosen.rule.add(rule.place);
    state.view = "rules";
    state.page = 0;
    update();
    $("results").focus();
  };
  return el(
    "div",
    {},
    el(
      "dl",
      { class: "facts" },
      ...facts.flatMap(([name, value]) => [el("dt", {}, said(name)), el("dd", {}, said(value))]),
    ),
    el(
      "p",
      {},
      el(
        "button",
        { type: "button", class: "link", on: { click: show } },
        "Why it matters and how to fix it",
      ),
    ),
  );
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
    const button = el(
      "button",
      { type: "button", class: "link", "aria-expanded": "false", on: { click: toggle } },
      said(resource[4]),
    );
    return [
      el(
        "tr",
        {},
        el("td", {}, outcomeWord(at.outcome[i])),
        columns.includes("severity") ? el("td", {}, badge(at.severity[i])) : null,
        el("td", {}, button, el("div", { class: "quiet" }, where(resource))),
        columns.includes("rule") ? el("td", {}, said(rules[at.rule[i]].title)) : null,
        el("td", { class: "what" }, said(what(i))),
      ),
      more,
    ];
  });
}
function table(list, columns, sortable) {
  const heading = (label, by) => {
    if (!sortable) return el("th", { scope: "col" }, label);
    const now = state.sort === by;
    const act = () => {
      state.down = now && !state.down;
      state.sort = by;
      state.page = 0;
      update();
      document.querySelector(`[data-sort="${by}"]`).focus();
    };
    return el(
      "th",
      { scope: "col", "aria-sort": now ? (state.down ? "descending" : "ascending") : "none" },
      el(
        "button",
        { type: "button", "data-sort": by, on: { click: act } },
        `${label} ${now ? (state.down ? "▾" : "▴") : "↕"}`,
      ),
    );
  };
  return el(
    "table",
    { class: "list" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        heading("Outcome", "outcome"),
        columns.includes("severity") ? heading("Severity", "severity") : null,
        heading("Resource", "resource"),
        columns.includes("rule") ? heading("Rule", "rule") : null,
        el("th", { scope: "col" }, "What"),
      ),
    ),
    el("tbody", {}, ...rows(list, columns)),
  );
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
  return [FAIL, UNKNOWN, WAIVED, PASS]
    .filter((it) => counts[it] > 0)
    .flatMap((it, place) => [
      place ? " · " : "",
      el("b", { class: OUTCOMES[it] }, `${number.format(counts[it])} ${OUTCOME_WORDS[it]}`),
    ]);
}
const link = (url) =>
  /^https:\/\/[^\s]+$/.test(url)
    ? el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, plain(url))
    : said(url);

function prosePair(rule) {
  return el(
    "div",
    { class: "pair" },
    el(
      "div",
      {},
      el("h3", {}, "Why it matters"),
      el("p", { class: "prose said" }, plain(rule.why.replace(/\s+/g, " ").trim())),
    ),
    el("div", {}, el("h3", {}, "How to fix it"), el("p", { class: "prose said" }, prose(rule.remediation))),
  );
}
function ruleBody(rule, list) {
  const asked = rule.standards.map(({ place, requirements }) =>
    el("span", {}, `${plain(standards[place].title)} ${requirements.map(plain).join(", ")}`),
  );
  const all = () => {
    state.chosen.rule.clear();
    state.chosen.rule.add(rule.place);
    state.view = "findings";
    state.page = 0;
    update();
    $("results").focus();
  };
  return el(
    "div",
    { class: "inside" },
    prosePair(rule),
    rule.references.length
      ? el("div", {}, el("h3", {}, "Read more"), ...rule.references.map((url) => el("div", {}, link(url))))
      : null,
    asked.length
      ? el("div", {}, el("h3", {}, "Asked for by"), el("div", { class: "chips" }, ...asked))
      : null,
    el(
      "div",
      {},
      el("h3", {}, "Resources"),
      el("div", { class: "wide" }, table(list.slice(0, PREVIEW), [], false)),
      list.length > PREVIEW
        ? el(
            "p",
            {},
            el(
              "button",
              { type: "button", class: "link", on: { click: all } },
              `Show all ${number.format(list.length)}`,
            ),
          )
        : null,
    ),
  );
}
function ruleLine(rule) {
  return [
    badge(rule.severity),
    el("span", { class: "name" }, said(rule.title), el("span", { class: "id" }, plain(rule.id))),
  ];
}
function byRule(shown) {
  const groups = group(shown);
  const page = groups.slice(state.page * PAGE, (state.page + 1) * PAGE);
  $("results").replaceChildren(
    ...page.map(({ rule, list }) => {
      const node = el(
        "details",
        { class: "rule", "data-rule": rule.id },
        el("summary", {}, ...ruleLine(rule), el("span", { class: "tally" }, ...tally(list))),
      );
      const fill = () => {
        if (node.open && node.childElementCount === 1) node.append(ruleBody(rule, list));
      };
      node.addEventListener("toggle", fill);
      if (state.chosen.rule.size === 1) {
        node.open = true;
        fill();
      }
      return node;
    }),
  );
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
  const go = (label, page, off) =>
    el(
      "button",
      {
        type: "button",
        disabled: off,
        on: {
          click: () => {
            state.page = page;
            update();
            $("results").focus();
            $("results").scrollIntoView();
          },
        },
      },
      label,
    );
  $("pages").replaceChildren(
    go("First", 0, state.page === 0),
    go("Previous", state.page - 1, state.page === 0),
    el("span", {}, `Page ${number.format(state.page + 1)} of ${number.format(last + 1)}`),
    go("Next", state.page + 1, state.page >= last),
    go("Last", last, state.page >= last),
  );
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
