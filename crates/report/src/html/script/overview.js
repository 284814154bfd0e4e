// What stands above the findings: counts, what to know first, and what failed by service.

function overview() {
  const { audited, summary, tool } = head;
  const [account] = audited.accounts;
  $("heading").textContent =
    audited.accounts.length === 1
      ? `${audited.provider.toUpperCase()} account ${plain(accountName(account.id))}`
      : `${number.format(audited.accounts.length)} ${audited.provider.toUpperCase()} accounts`;
  const seen = audited.finished_at.replace("T", " ").replace(/(:\d\d):\d\d.*$/, "$1 UTC");
  $("about").textContent =
    `Seen ${seen} · ${many(audited.regions.length, "region")} · ${many(summary.resources, "resource")} judged by ${many(head.rules.length, "rule")} · ${tool.name} ${tool.version}`;
  const go = (outcome, severity) => () => {
    standardView();
    state.chosen.outcome.clear();
    state.chosen.outcome.add(outcome);
    if (severity !== undefined) state.chosen.severity.add(severity);
    open("findings");
    update();
    $("results").focus();
  };
  const card = (kind, count, label, act) =>
    el(
      "button",
      { type: "button", class: `card ${kind}${count ? "" : " none"}`, on: { click: act } },
      el("b", {}, number.format(count)),
      el("span", {}, label),
    );
  $("cards").append(
    ...SEVERITIES.map((name, it) =>
      card(name, summary.by_severity[name] || 0, `${title(name)} failed`, go(FAIL, it)),
    ),
    ...[UNKNOWN, WAIVED, PASS].map((it) =>
      card(OUTCOMES[it], summary.by_outcome[OUTCOMES[it]], title(OUTCOME_WORDS[it]), go(it)),
    ),
  );
  const notices = [];
  if (head.gaps.length > 0) {
    notices.push(
      el(
        "p",
        { class: "notice" },
        `${many(head.gaps.length, "gap")}: part of the account could not be read. What depends on it is unknown, not passed. `,
        el(
          "button",
          {
            type: "button",
            class: "link",
            on: {
              click: () => {
                open("gaps");
                $("gaps").scrollIntoView();
              },
            },
          },
          "What could not be read",
        ),
      ),
    );
  }
  if (left > 0) {
    const kinds = [FAIL, UNKNOWN, WAIVED, PASS]
      .filter((it) => tail.left_out[it] > 0)
      .map((it) => `${number.format(tail.left_out[it])} ${OUTCOME_WORDS[it]}`);
    notices.push(
      el(
        "p",
        { class: "notice" },
        `This page holds ${number.format(total)} of ${many(total + left, "finding")}, the worst first; left out are ${kinds.join(", ")}. The numbers above, and those by service and of gaps, are of all. The JSON report has every finding.`,
      ),
    );
  }
  $("notices").append(...notices);
  $("services").append(byService() || "");
  $("overview").hidden = false;
}

/** What failed, by service, as strips whose lengths compare. */
function byService() {
  const rows = services
    .map((name, it) => {
      const severities = [0, 0, 0, 0];
      for (const rule of rules)
        if (serviceOf[rule.place] === it) severities[rule.severity] += rule.counts[FAIL];
      return { name, it, severities, sum: severities.reduce((a, b) => a + b, 0) };
    })
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
  if (rows.length < 2) return null;
  const most = rows[0].sum;
  const body = rows.slice(0, 12).map(({ name, it, severities, sum }) => {
    const strips = severities.map((count, severity) => {
      const strip = el("span", { class: SEVERITIES[severity] });
      strip.style.width = `${(98 * count) / most}%`;
      return count ? strip : null;
    });
    const words = severities
      .map((count, severity) => (count ? `${number.format(count)} ${SEVERITIES[severity]}` : ""))
      .filter(Boolean)
      .join(", ");
    const choose = () => {
      state.chosen.service.clear();
      state.chosen.service.add(it);
      open("findings");
      update();
      $("results").focus();
    };
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        el("button", { type: "button", class: "link", on: { click: choose } }, plain(name || "other")),
      ),
      el("td", { class: "strip", "aria-hidden": "true" }, ...strips),
      el("td", { class: "numbers" }, `${number.format(sum)} failed: ${words}`),
    );
  });
  return el(
    "table",
    { class: "bars" },
    el("caption", { class: "unseen" }, "What failed, by service and severity"),
    el("tbody", {}, ...body),
  );
}
