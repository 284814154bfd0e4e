// Words, numbers and elements. Everything that comes from an audit becomes text by `said`, never markup.

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
const DECEIVES =
  /[\p{Cc}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/gu;
const plain = (text) =>
  text.replace(DECEIVES, (c) => (c === "\n" ? "⏎" : `\\u{${c.codePointAt(0).toString(16)}}`));
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
const badge = (severity) =>
  el("span", { class: `badge ${SEVERITIES[severity]}` }, title(SEVERITIES[severity]));
const outcomeWord = (outcome) =>
  el("span", { class: `outcome ${OUTCOMES[outcome]}` }, title(OUTCOME_WORDS[outcome]));
