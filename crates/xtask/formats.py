"""Holds every report format against its own schema or reader, and each against the JSON report of the same audit.

    python formats.py FOLDER SARIF_SCHEMA JUNIT_SCHEMA

FOLDER holds demo.* and hostile.*, written by `cargo xtask formats`. Prints a line for each format; ends with 1 when one is wrong.
`python formats.py --hostile IN OUT` makes the hostile report of a harmless one.
"""

import csv
import html.parser
import json
import pathlib
import re
import sys
import xml.etree.ElementTree

NAMES = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1", "\r\n=1", "'=1", "＝1",
    "<script>alert(1)</script>", '</testcase><x a="1"/>&amp; ]]> <![CDATA[ <!--',
    "a | b \\| `c` **d** [e](https://evil.example) <img src=x onerror=alert(1)> @octocat #1 www.evil.example",
    "``` \n# heading\n| x |\n|---|\n", "\x1b[2J\x1b]0;owned\x07\x9b31m", "\u202enimda\u2066\u200b\ufeff",
    "\0\uffff\ufffe\x85\u2028\u2029", "{{7*7}} ${7*7} {0} %s %n $(id)", "..", "../../etc/passwd", "", " ",
    "決済 ä 💳", "long " * 8000,
]
FORMULA = re.compile(r"^\s*[=+\-@|%\t\r\n＝＋－＠]")


def wrong(message):
    raise AssertionError(message)


def same(what, found, expected):
    """Fails with the first difference of two mappings or values."""
    if found == expected:
        return
    if isinstance(found, dict):
        keys = [key for key in {**found, **expected} if found.get(key) != expected.get(key)]
        wrong(f"{what}: {len(keys)} differ, such as {keys[0]}: {found.get(keys[0])!r} for {expected.get(keys[0])!r}")
    wrong(f"{what}: {str(found)[:300]!r} for {str(expected)[:300]!r}")


def hostile(source, target):
    """Gives every name, tag, message and reason of a report to somebody who wishes its reader ill."""
    report = json.loads(pathlib.Path(source).read_text("utf-8"))
    counts = dict.fromkeys(["fail", "pass", "unknown", "waived"], 0)
    severities = dict.fromkeys(report["summary"]["by_severity"], 0)
    waiver = {"id": NAMES[10], "until": "2027-01-31", "reason": ""}
    kept = report["findings"][:: max(1, len(report["findings"]) // 400)]
    for place, finding in enumerate(kept):
        name = NAMES[place % len(NAMES)]
        finding["resource"].update(name=name, tags={name: name, "": name})
        outcome = list(counts)[place // len(NAMES) % 4]
        finding.update(outcome=outcome, violations=[], gaps=[])
        finding.pop("waiver", None)
        if outcome in ("fail", "waived"):
            finding["violations"] = [{"message": name, "evidence": {name: [name]}}, {"message": "grants = too", "evidence": {}}]
        if outcome == "unknown":
            finding["gaps"] = [{"action": "iam:ListMFADevices", "reason": "throttled", "code": name}]
        if outcome == "waived":
            finding["waiver"] = {**waiver, "reason": name}
        if outcome == "fail":
            severities[finding["severity"]] += 1
        counts[outcome] += 1
    report.update(findings=kept)
    report["summary"].update(by_outcome=counts, by_severity=severities)
    for place, gap in enumerate(report["gaps"]):
        gap.update(code=NAMES[place % len(NAMES)], hides=[NAMES[place % len(NAMES)]])
    head = json.dumps({**report, "findings": []}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(finding, ensure_ascii=False) for finding in kept)
    pathlib.Path(target).write_text(f"{head[:-2]}\n{lines}\n]}}\n", "utf-8")


class Report:
    """The JSON report, by which every other format is judged."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.data = json.loads(self.text("json"))
        self.findings = self.data["findings"]
        self.outcomes = {finding["id"]: finding["outcome"] for finding in self.findings}

    def path(self, format):
        return self.folder / f"{self.name}.{format}"

    def text(self, format):
        return self.path(format).read_bytes().decode("utf-8")

    def lines(self, format):
        return [json.loads(line) for line in self.text(format).splitlines()]

    def mapped(self, mapping):
        """What each finding should be called; findings that map to None are not in the format."""
        called = {key: mapping[outcome] for key, outcome in self.outcomes.items()}
        return {key: value for key, value in called.items() if value is not None}


def valid(schema, values, what):
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(schema)
    for value in values:
        for fault in validator.iter_errors(value):
            wrong(f"{what}: {fault.message[:400]} at {fault.instance_path}")


def check_json(report):
    valid(json.loads((report.folder / "report.schema.json").read_text()), [report.data], "bartizan.report/1")


def check_ndjson(report):
    lines = report.lines("ndjson")
    # A JSON line must stay one for readers that also split at U+2028.
    same("lines", len(report.text("ndjson").splitlines()), len(lines))
    extra = ("record", "title", "service")
    findings = [{k: v for k, v in line.items() if k not in extra} for line in lines if line["record"] == "finding"]
    same("findings", {it["id"]: it for it in findings}, {it["id"]: it for it in report.findings})
    for record, member in [("gap", "gaps"), ("rule", "rules")]:
        found = [{k: v for k, v in line.items() if k != "record"} for line in lines if line["record"] == record]
        same(member, found, report.data[member])


def check_csv(report):
    import duckdb

    text = report.text("csv")
    with report.path("csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, strict=True))
    same("lines", text.count("\n"), len(rows) + 1)
    same("outcomes", {row["id"]: row["outcome"] for row in rows}, report.outcomes)
    for cell in (cell for row in rows for cell in row.values()):
        if FORMULA.match(cell) or any(ord(c) < 32 for c in cell):
            wrong(f"a spreadsheet would run {cell!r}")
    told = duckdb.sql(f"select id, outcome from read_csv('{report.path('csv')}', header = true, max_line_size = 10000000)").fetchall()
    same("outcomes that DuckDB reads", dict(told), report.outcomes)


def check_xlsx(report):
    import openpyxl

    book = openpyxl.load_workbook(report.path("xlsx"))
    same("sheets", book.sheetnames, ["Summary", "Findings", "Gaps", "Rules"])
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.data_type not in "sn" or cell.hyperlink or cell.data_type == "n" and not isinstance(cell.value, (int, float, type(None))):
            wrong(f"{cell.coordinate} is of the type {cell.data_type}: {cell.value!r}")
    rows = list(book["Findings"].iter_rows(values_only=True))
    place = {title: column for column, title in enumerate(rows[0])}
    same("outcomes", {row[place["id"]]: row[place["outcome"]] for row in rows[1:]}, report.outcomes)
    same("gaps", book["Gaps"].max_row - 1, len(report.data["gaps"]))


class Page(html.parser.HTMLParser):
    """What GitHub makes of the Markdown: elements, texts outside code, and cells by row."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.loose, self.rows, self.code = set(), [], [], 0

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.code += tag == "code"
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_endtag(self, tag):
        self.code -= tag == "code"

    def handle_data(self, data):
        if not self.code:
            self.loose.append(data)


def check_markdown(report):
    import cmarkgfm
    from cmarkgfm.cmark import Options

    text = report.text("markdown")
    if len(text.encode()) > 65536:
        wrong(f"{len(text)} characters are more than a comment holds")
    page = Page()
    page.feed(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))
    known = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "br", "details", "summary", "ul", "li", "sub"}
    same("elements", page.tags - known, set())
    same("cells of a row", set(page.rows) - {4}, set())
    loose = "".join(page.loose)
    for trace in [r"@\w", r"#\d", r"https?://", r"www\."]:
        if found := re.search(trace, loose):
            wrong(f"GitHub would make a link of {loose[found.start() - 20:found.end() + 20]!r}")
    counts = report.data["summary"]["by_outcome"]
    heading = text.splitlines()[0]
    for outcome, word in [("fail", "failed"), ("unknown", "unknown"), ("waived", "waived"), ("pass", "passed")]:
        if counts[outcome] and f"{counts[outcome]} {word}" not in heading:
            wrong(f"{heading} does not say {counts[outcome]} {word}")
    shown = sum(text.count(f"\n| {outcome} |") for outcome in counts)
    left = re.search(r"Left out here: (\d+) more findings", text)
    same("rows", shown + int(left.group(1) if left else 0), len(report.findings) - counts["pass"])


def check_sarif(report, schema):
    log = json.loads(report.text("sarif"))
    valid(json.loads(pathlib.Path(schema).read_text("utf-8-sig")), [log], "SARIF 2.1.0")
    (run,) = log["runs"]
    said = {}
    for result in run["results"]:
        suppressed = any(it["status"] == "accepted" for it in result["suppressions"])
        said[result["partialFingerprints"]["primaryLocationLineHash"]] = (result["kind"], suppressed)
        same("the rule", run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])
    mapping = {"fail": ("fail", False), "waived": ("fail", True), "unknown": ("open", False), "pass": None}
    same("outcomes", said, report.mapped(mapping))
    same("passed", run["properties"]["passed"], report.data["summary"]["by_outcome"]["pass"])
    same("gaps", len(run["invocations"][0]["toolExecutionNotifications"]), len(report.data["gaps"]))


def check_junit(report, schema):
    import junitparser
    from lxml import etree

    text = report.text("junit")
    schema = etree.XMLSchema(etree.parse(schema))
    if not schema.validate(etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True, resolve_entities=False)).getroottree()):
        wrong(f"Jenkins' schema: {schema.error_log[0].message[:400]} in line {schema.error_log[0].line}")
    xml.etree.ElementTree.fromstring(text)
    (suite,) = junitparser.JUnitXml.fromstring(text.encode())
    kinds = {"Failure": "fail", "Error": "unknown", "Skipped": "waived"}
    found = dict.fromkeys(["fail", "pass", "unknown", "waived"], 0)
    for case in suite:
        results = case.result
        found[kinds[type(results[0]).__name__] if results else "pass"] += 1
    same("outcomes", found, report.data["summary"]["by_outcome"])
    same("counts", (suite.tests, suite.failures, suite.errors, suite.skipped), (sum(found.values()), found["fail"], found["unknown"], found["waived"]))


def check_html(report):
    import html5lib

    reader = html5lib.HTMLParser()
    reader.parse(report.text("html"))
    same("mistakes", reader.errors, [])


def check_ocsf(report, format, name, mapping):
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0")).get_class_schema(name, ["cloud"])
    events = report.lines(format)
    valid(schema, events, f"OCSF {name}")
    same("versions", {event["metadata"]["version"] for event in events}, {"1.8.0"})
    said = {it["finding_info"]["uid"]: (it.get("compliance", {}).get("status"), it["status"]) for it in events}
    same("outcomes", said, report.mapped(mapping))


def patterns(shape, value, path):
    """What botocore leaves to the service: patterns and names of enumerations."""
    kind = shape.type_name
    if kind == "structure":
        for key, member in value.items():
            patterns(shape.members[key], member, f"{path}.{key}")
    elif kind == "list":
        for member in value:
            patterns(shape.member, member, f"{path}[]")
    elif kind == "map":
        for key, member in value.items():
            patterns(shape.key, key, f"{path} key")
            patterns(shape.value, member, f"{path}.{key}")
    elif kind == "string":
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, value) or shape.metadata.get("enum", [value]).count(value) == 0:
            wrong(f"{path} may not be {value!r}")


def check_asff(report):
    import botocore.session
    from botocore.validate import ParamValidator

    model = botocore.session.get_session().get_service_model("securityhub")
    shape = model.operation_model("BatchImportFindings").input_shape
    said = {}
    for request in report.lines("asff"):
        faults = ParamValidator().validate(request, shape)
        if faults.has_errors():
            wrong(faults.generate_report())
        patterns(shape, request, "request")
        findings = request["Findings"]
        same("at most 100 findings", len(findings) <= 100, True)
        same("one account and region", len({(it["AwsAccountId"], it["ProductArn"]) for it in findings}), 1)
        for finding in findings:
            if len(finding["Title"]) > 256 or len(finding["Description"]) > 1024 or len(json.dumps(finding)) > 240_000:
                wrong(f"{finding['Id']} is too long")
            said[finding["Id"]] = (finding["Compliance"]["Status"], finding["Workflow"]["Status"])
    mapping = {"fail": ("FAILED", "NEW"), "waived": ("FAILED", "SUPPRESSED"), "unknown": ("NOT_AVAILABLE", "NEW"), "pass": ("PASSED", "RESOLVED")}
    same("outcomes", said, report.mapped(mapping))


def no_controls(report):
    """No format that is text holds what a terminal obeys."""
    for format in ["json", "ndjson", "csv", "markdown", "sarif", "junit", "ocsf", "ocsf-detection", "asff"]:
        text = report.text(format)
        if found := re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text):
            wrong(f"{format} holds {found.group()!r} after {text[max(0, found.start() - 40):found.start()]!r}")


def main():
    if sys.argv[1] == "--hostile":
        return hostile(*sys.argv[2:4])
    folder, schema, xunit = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    compliance = {"fail": ("Fail", "New"), "waived": ("Fail", "Suppressed"), "unknown": ("Warning", "New"), "pass": ("Pass", "Resolved")}
    detection = {"fail": (None, "New"), "waived": (None, "Suppressed"), "unknown": (None, "New"), "pass": None}
    checks = {
        "json": check_json,
        "ndjson": check_ndjson,
        "csv": check_csv,
        "xlsx": check_xlsx,
        "markdown": check_markdown,
        "sarif": lambda report: check_sarif(report, schema),
        "junit": lambda report: check_junit(report, xunit),
        "html": check_html,
        "ocsf": lambda report: check_ocsf(report, "ocsf", "compliance_finding", compliance),
        "ocsf-detection": lambda report: check_ocsf(report, "ocsf-detection", "detection_finding", detection),
        "asff": check_asff,
        "no controls": no_controls,
    }
    failed = 0
    for name in ["demo", "hostile"]:
        report = Report(folder, name)
        for format, check in checks.items():
            try:
                check(report)
                print(f"{name:<8} {format:<15} ok, {len(report.findings)} findings")
            except Exception as problem:  # a reader that gives up is as wrong as an outcome that differs
                failed += 1
                print(f"{name:<8} {format:<15} wrong: {problem}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
