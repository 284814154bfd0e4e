"""Evaluates rules with rego-cpp, an implementation of Rego that shares no code with ours, and says where the two differ.

    python differential.py < ROWS

Reads JSON Lines: {"module": PATH, "text": REGO} loads a rule, and {"query": Q, "case": NAME, "input": {...}, "expected": [...]}
asks it. Prints a line for each difference and ends with 1 when there is one.

Held against each other are how many violations there are and the evidence of each. Messages are not: rego-cpp 1.5.2 puts quotes
around what a builtin hands to sprintf. It also has no time.* builtins, so rules that read a clock are counted and left out.

A rule in differential-known.txt may differ: rego-cpp 1.5.2 takes no set comprehension that begins with `some` and a pair
("Invalid collection"), holds `null > 3` for true, and quotes texts inside texts. A rule there that no longer differs is told too.
"""

import json
import pathlib
import re
import sys

import regopy

CLOCK = "time."
KNOWN = set((pathlib.Path(__file__).parent / "differential-known.txt").read_text().split())


def ordered(evidence):
    """The evidence of each violation, in an order of their own: a set has none."""
    return sorted(json.dumps(it, sort_keys=True) for it in evidence)


def brief(problem):
    """The message of an error without the syntax tree under it."""
    said = re.search(r"\(errormsg[^:]*:(.*?)\)$", str(problem), re.MULTILINE)
    return said.group(1) if said else str(problem).strip().splitlines()[0]


def answer(rego, query):
    """What the query gives, as Python values."""
    said = rego.query(f'[object.get(it, "evidence", {{}}) | some it in {query}]')
    return json.loads(str(said))["expressions"][0]


def main():
    rego, module, asked, clocks, odd = None, "", 0, 0, set()
    new = 0
    for line in sys.stdin:
        row = json.loads(line)
        if "module" in row:
            # A fresh one for each rule, as our own machine has: what one rule defines must not help another.
            rego, module = regopy.Interpreter(), row["module"]
            if CLOCK in row["text"]:
                clocks += 1
                rego = None
                continue
            try:
                rego.add_module(module, row["text"])
            except Exception as problem:
                rego = None
                odd.add(module)
                new += module not in KNOWN
                if module not in KNOWN:
                    print(f"{module}: not read: {brief(problem)}")
            continue
        if rego is None:
            continue
        asked += 1
        rego.set_input(row["input"])
        try:
            found = ordered(answer(rego, row["query"]))
        except Exception as problem:  # whatever it is, it is a difference
            found = [f"failed: {brief(problem)}"]
        expected = ordered(it.get("evidence", {}) for it in row["expected"])
        if found != expected:
            odd.add(module)
            new += module not in KNOWN
        if found != expected and module not in KNOWN:
            print(f"{module}: {row['case']}\n  ours   {expected}\n  other  {found}")
    for rule in sorted(KNOWN - odd):
        new += 1
        print(f"{rule}: agrees now; take it out of differential-known.txt")
    print(
        f"{asked} cases asked, {new} surprises; {len(odd)} rules differ as known, {clocks} read a clock and were left out",
        file=sys.stderr,
    )
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
