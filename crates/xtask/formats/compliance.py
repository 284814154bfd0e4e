"""Holds every format of `bartizan report compliance` against its schema or a reader that is not ours, and against the JSON.

    python compliance.py FOLDER

FOLDER holds compliance.schema.json and NAME.FRAMEWORK.{json,csv,xlsx,html,md,text}, written by `cargo xtask formats`. Prints a line for
each format of each; ends with 1 when one is wrong. `python compliance.py --framework OUT` writes a standard whose every text means ill.
"""

import csv
import html.parser
import json
import pathlib
import re
import sys

ILL = "<script>alert(1)</script> | a \\| `b` **c** [d](https://evil.example) <img src=x onerror=alert(2)> @octocat #1 www.evil.example"
FORMULA = re.compile(r"^\s*[=+\-@|%\t\r\n＝＋－＠]")
CONTROL = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
STATUSES = ["not-met", "waived", "partly-seen", "met", "nothing-to-judge", "not-assessed"]
COUNTS = ["fail", "waived", "unknown", "pass"]


def framework(target):
    """A standard of somebody who wishes its reader ill; its requirements ask for rules of every kind of outcome."""
    text = json.dumps
    requirements = [
        {"id": "=cmd|' /C calc'!A0", "subject": ILL, "rules": ["aws-iam-user-console-without-mfa"], "rest": "</td></tr></table><h1>owned"},
        {"id": "A | B", "subject": "=HYPERLINK(1)", "rules": ["aws-kms-key-without-rotation", "aws-s3-bucket-open-by-policy"]},
        {"id": "<b>C</b>", "subject": "+1+1", "needs": "people", "how": ILL},
        {"id": "@D", "subject": "-2+3", "needs": "service", "how": "]]> <!-- --> {{7*7}}"},
    ]
    lines = ["id: own", f"title: {text(ILL)}", 'version: "=1"', 'publisher: "<i>P</i>"', 'published: "2026"', "source: https://example.com/?a=1&b=<i>", "requirements:"]
    for it in requirements:
        lines += [f"  {'-' if key == 'id' else ' '} {key}: {text(value)}" for key, value in it.items()]
    pathlib.Path(target).write_text("\n".join(lines) + "\n", "utf-8")


def same(what, found, expected):
    if found != expected:
        raise AssertionError(f"{what}: {str(found)[:400]!r} for {str(expected)[:400]!r}")


class Table:
    """What the JSON says, by which every other format is judged."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.data = json.loads(self.text("json"))
        self.requirements = self.data["requirements"]
        self.statuses = [(it["id"], it["status"]) for it in self.requirements]
        self.counts = [[it["counts"][name] for name in COUNTS] for it in self.requirements]

    def path(self, ending):
        return self.folder / f"{self.name}.{ending}"

    def text(self, ending):
        return self.path(ending).read_bytes().decode("utf-8")


def check_json(table):
    import jsonschema_rs

    schema = json.loads((table.folder / "compliance.schema.json").read_text())
    for fault in jsonschema_rs.validator_for(schema).iter_errors(table.data):
        raise AssertionError(f"{fault.message[:400]} at {fault.instance_path}")
    tally = {status.replace("-", "_"): sum(it == status for _, it in table.statuses) for status in STATUSES}
    same("summary", table.data["summary"], tally)
    for it in table.requirements:
        kept, counts = len(it["evidence"]), sum(it["counts"].values())
        same(f"evidence of {it['id']}", kept <= min(100, counts) and (kept > 0) == (counts > 0), True)
        same(f"what {it['id']} may say", it["status"] in ("met", "nothing-to-judge") and it["unseen"] != [], False)
        same(f"what {it['id']} must say", it["status"] == "not-met", it["counts"]["fail"] > 0)


def check_csv(table):
    with table.path("csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, strict=True))
    same("lines", table.text("csv").count("\n"), len(rows) + 1)
    same("requirements and statuses", [(untamed(it["requirement"]), it["status"].replace(" ", "-")) for it in rows], visible(table.statuses))
    same("counts", [[int(it[name]) for name in COUNTS] for it in rows], table.counts)
    for cell in (cell for row in rows for cell in row.values()):
        if FORMULA.match(cell) or CONTROL.search(cell):
            raise AssertionError(f"a spreadsheet would run {cell!r}")


def untamed(cell):
    """Without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def visible(statuses):
    return [(re.sub(r"\s+", " ", name), status) for name, status in statuses]


def check_xlsx(table):
    import openpyxl

    book = openpyxl.load_workbook(table.path("xlsx"))
    same("sheets", book.sheetnames, ["Summary", "Requirements", "Evidence"])
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.data_type not in "sn" or cell.hyperlink:
            raise AssertionError(f"{cell.coordinate} is of the type {cell.data_type}: {cell.value!r}")
    rows = list(book["Requirements"].iter_rows(values_only=True))
    place = {title: column for column, title in enumerate(rows[0])}
    same("requirements and statuses", [(it[place["requirement"]], it[place["status"]].replace(" ", "-")) for it in rows[1:]], visible(table.statuses))
    same("counts", [[it[place[name]] for name in COUNTS] for it in rows[1:]], table.counts)
    evidence = list(book["Evidence"].iter_rows(values_only=True))
    place = {title: column for column, title in enumerate(evidence[0])}
    told = [(it[place["finding"]], it[place["attributes"]] or "") for it in evidence[1:]]
    same("evidence", told, [(it["finding"], ", ".join(it["attributes"])) for of in table.requirements for it in of["evidence"]])
    audited = table.data["audited"]
    same("when it was read", {it[place["read_from"]] for it in evidence[1:]} - {audited["started_at"]}, set())


class Cells(html.parser.HTMLParser):
    """The tables of what a Markdown reader makes of a document: cells by row, elements, texts outside code."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.rows, self.tags, self.loose, self.code, self.open = [], set(), [], 0, False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.code += tag == "code"
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.open = True

    def handle_endtag(self, tag):
        self.code -= tag == "code"
        self.open = self.open and tag not in ("td", "th")

    def handle_data(self, data):
        if self.open:
            self.rows[-1][-1] += data
        if not self.code:
            self.loose.append(data)


def check_md(table):
    import cmarkgfm
    from cmarkgfm.cmark import Options

    page = Cells()
    page.feed(cmarkgfm.github_flavored_markdown_to_html(table.text("md"), Options.CMARK_OPT_UNSAFE))
    known = {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "br"}
    same("elements", page.tags - known, set())
    rows = [row for row in page.rows if len(row) == 5 and row[0] != "requirement"]
    same("rows that are neither of two nor of five cells", {len(row) for row in page.rows} - {2, 5}, set())
    bare = lambda text: text.replace("\u200b", "")
    same("requirements", [bare(row[0]) for row in rows], [name for name, _ in visible(table.statuses)])
    told = [bare(row[2]).split(" (")[0].replace(" ", "-") for row in rows]
    same("statuses", told, ["not-met" if status == "waived" else status for _, status in table.statuses])
    found = [{part.split(" ")[1]: int(part.split(" ")[0]) for part in row[3].split(", ") if part} for row in rows]
    same("counts", [[it.get(name, 0) for name in COUNTS] for it in found], table.counts)
    summary = {row[0].replace(" ", "_"): int(row[1]) for row in page.rows if len(row) == 2 and row[0] != "status"}
    same("summary", summary, table.data["summary"])
    for trace in [r"@\w", r"#\d", r"https?://", r"www\."]:
        if found := re.search(trace, "".join(page.loose)):
            raise AssertionError(f"GitHub would make a link of {found.group()!r}")


def check_html(table):
    import html5lib

    reader = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    page = reader.parse(table.text("html"))
    same("mistakes", reader.errors, [])
    known = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "a", "fieldset", "legend", "label", "input", "span", "section",
             "table", "thead", "tbody", "tr", "th", "td", "br", "details", "summary", "ul", "li"}
    same("elements", {it.tag for it in page.iter() if isinstance(it.tag, str)} - known, set())
    same("handlers", [name for it in page.iter() for name in it.keys() if name.startswith("on") or name == "style"], [])
    # What an element of this page may fetch or open: one address, the standard's; that of the own one is none.
    loads = [(it.tag, it.get(name)) for it in page.iter() for name in ("src", "href", "srcset", "action", "data") if it.get(name) is not None]
    same("addresses", [(tag, address.startswith("https://")) for tag, address in loads], [] if table.name.endswith(".own") else [("a", True)])
    rows = [row for body in page.iter("tbody") for row in body]
    told = ["".join(row.find("td/span").itertext()).split(" (")[0].replace(" ", "-") for row in rows]
    same("requirements", ["".join(row.find("th").itertext()) for row in rows], [name for name, _ in visible(table.statuses)])
    same("statuses", told, ["not-met" if status == "waived" else status for _, status in table.statuses])
    same("classes", [row.get("class") for row in rows], [status for _, status in table.statuses])
    evidence = [sum(1 for it in row.iter("li") if it.get("class")) for row in rows]
    same("evidence", evidence, [len(it["evidence"]) for it in table.requirements])


def check_text(table):
    text = table.text("text")
    found = dict(re.findall(r"^  ([a-z ]+?)  +(\d+)", text.partition("\nSummary\n")[2], re.M))
    same("summary", {name.replace(" ", "_"): int(count) for name, count in found.items()}, {**table.data["summary"], "requirements": len(table.requirements)})


def check_controls(table):
    for ending in ["json", "csv", "html", "md", "text"]:
        if found := CONTROL.search(table.text(ending)):
            raise AssertionError(f"{ending} holds {found.group()!r}")


def main():
    if sys.argv[1] == "--framework":
        return framework(sys.argv[2])
    folder = pathlib.Path(sys.argv[1])
    names = sorted(path.name.removesuffix(".json") for path in folder.glob("*.*.json") if path.name != "compliance.schema.json" and "schema" not in path.name)
    same("tables", len(names) >= 4, True)
    checks = {"json": check_json, "csv": check_csv, "xlsx": check_xlsx, "md": check_md, "html": check_html, "text": check_text, "no controls": check_controls}
    failed = 0
    for name in names:
        table, told = Table(folder, name), []
        for ending, check in checks.items():
            try:
                check(table)
                told.append(ending)
            except Exception as problem:  # a reader that gives up is as wrong as a count that differs
                failed += 1
                print(f"{name:<24} {ending:<12} wrong: {problem}")
        print(f"{name:<24} {', '.join(told)} ok, {len(table.requirements)} requirements")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
