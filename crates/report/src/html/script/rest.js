// Gaps, waivers, what is printed, and the start.

function listed(id, heading, about, columns, lines) {
  const most = 1000;
  const body = lines
    .slice(0, most)
    .map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, said(cell)))));
  $(id).append(
    el("h2", {}, heading),
    el("p", { class: "quiet" }, about),
    el(
      "div",
      { class: "sheet wide" },
      el(
        "table",
        { class: "list" },
        el("thead", {}, el("tr", {}, ...columns.map((it) => el("th", { scope: "col" }, it)))),
        el("tbody", {}, ...body),
      ),
    ),
  );
  if (lines.length > most) $(id).append(el("p", {}, `and ${number.format(lines.length - most)} more`));
}
const gapLines = head.gaps.map((gap) => [
  gap.action,
  `${accountName(gap.account)} · ${gap.region || "global"}`,
  gap.reason.replace(/-/g, " ") + (gap.code ? ` (${gap.code})` : ""),
  [
    gap.resources ? `part of ${many(gap.resources, "resource")}` : "",
    gap.hides.length ? `some or all of ${gap.hides.join(", ")}` : "",
  ]
    .filter(Boolean)
    .join("; "),
]);
const waiverLines = head.waivers.map((waiver) => [
  waiver.state,
  waiver.rule,
  waiver.resource,
  waiver.account || "every account",
  waiver.until,
  waiver.reason,
  number.format(waiver.findings),
]);
const GAPS = ["Call", "Where", "Why", "Missing because of it"];
const WAIVERS = ["State", "Rule", "Resource", "Account", "Last day", "Reason", "Failures"];
const SECTIONS = [
  ["findings", "Findings", () => total + left],
  ["gaps", "Gaps", () => gapLines.length],
  ["waivers", "Waivers", () => waiverLines.length],
];
function open(which) {
  for (const [id] of SECTIONS) {
    $(id).hidden = id !== which;
    const tab = $(`tab-${id}`);
    if (tab) tab.setAttribute("aria-current", String(id === which));
  }
}
function tabs() {
  if (gapLines.length)
    listed(
      "gaps",
      "What could not be read",
      "Whatever depends on these calls is unknown, and does not count as passed.",
      GAPS,
      gapLines,
    );
  if (waiverLines.length)
    listed("waivers", "Waivers", "Failures that somebody accepted, until a day.", WAIVERS, waiverLines);
  for (const [id, label, count] of SECTIONS) {
    if (id === "findings" || count() > 0)
      $("tabs").append(
        el(
          "button",
          { type: "button", id: `tab-${id}`, on: { click: () => open(id) } },
          `${label} (${number.format(count())})`,
        ),
      );
  }
  $("tabs").hidden = false;
}

/** What is printed: the findings that pass the filters, by rule, and the gaps and waivers. */
function paper() {
  let room = PAPER;
  const groups = group(shown).map(({ rule, list }) => {
    const page = list.slice(0, room);
    room -= page.length;
    return page.length
      ? el(
          "div",
          { class: "rule" },
          el("p", {}, ...ruleLine(rule), " ", el("span", { class: "tally" }, ...tally(list))),
          prosePair(rule),
          table(page, [], false),
        )
      : null;
  });
  const chosen = facets.flatMap(({ key, label, name }) =>
    state.chosen[key].size
      ? [`${label}: ${[...state.chosen[key]].map((it) => plain(name.get(it))).join(", ")}`]
      : [],
  );
  if (state.q) chosen.push(`Search: ${plain(state.q)}`);
  const out = shown.length - (PAPER - room);
  const small = (heading, columns, lines) =>
    lines.length
      ? [
          el("h2", {}, heading),
          el(
            "table",
            { class: "list" },
            el("thead", {}, el("tr", {}, ...columns.map((it) => el("th", {}, it)))),
            el(
              "tbody",
              {},
              ...lines
                .slice(0, PAPER)
                .map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, said(cell))))),
            ),
          ),
        ]
      : [];
  $("paper").replaceChildren(
    el("h2", {}, many(shown.length, "finding")),
    el("p", { class: "quiet" }, chosen.join(" · ") || "All findings"),
    ...(out > 0
      ? [
          el(
            "p",
            { class: "notice" },
            `${number.format(PAPER - room)} of them are printed; filter to print the others.`,
          ),
        ]
      : []),
    ...groups.filter(Boolean),
    ...small("What could not be read", GAPS, gapLines),
    ...small("Waivers", WAIVERS, waiverLines),
  );
}

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
window.addEventListener("hashchange", () => {
  recall();
  $("search").value = state.q;
  update();
});
const view = (which) => () => {
  state.view = which;
  state.sort = "worst";
  state.down = false;
  state.page = 0;
  update();
};
$("by-rule").addEventListener("click", view("rules"));
$("by-finding").addEventListener("click", view("findings"));
let waiting = 0;
$("search").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    state.q = $("search").value;
    state.page = 0;
    update();
  }, 80);
});
document.addEventListener("keydown", (event) => {
  if (
    event.key === "/" &&
    !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey
  ) {
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
// Only now: where something above fails, the line that says what to do stays.
$("unread").remove();
