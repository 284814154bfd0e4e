"""Holds `compare` against z3: random pairs of policies grown from AWS's managed ones, each decided by both.

    python z3_check.py make --seed N --pairs N MANAGED > PAIRS     MANAGED: JSON Lines {"name", "document"}, packed with xz or not
    python z3_check.py judge < ANSWERS                             ANSWERS: PAIRS with "verdict" and "witness"

The encoding here knows nothing of the one in crates/iam/src/prove: a request is an action and a resource (z3 strings),
and a value for each condition key, typed as AWS documents it. `within` must be unsatisfiable, the request of `beyond` must
satisfy. Prints a line for each disagreement and a tally, and ends with 1 when there is a disagreement.
"""

import argparse
import collections
import copy
import ipaddress
import json
import lzma
import random
import sys
import time

TEXT, NUMBER, BOOL, ADDRESS, LIST = "text", "number", "bool", "address", "list"
KEYS = {
    "aws:Referer": TEXT,
    "aws:SourceVpce": TEXT,
    "s3:prefix": TEXT,
    "aws:SourceIp": ADDRESS,
    "s3:max-keys": NUMBER,
    "aws:SecureTransport": BOOL,
    "aws:MultiFactorAuthPresent": BOOL,
    "aws:TagKeys": LIST,
}
TEXTS = ["a", "ab", "abc", "b", "A", "a*", "*b", "a?c", "*", "?", "vpce-1", "vpce-*", "home/*", "Home/"]
NETWORKS = ["10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "::/0"]
NUMBERS = ["5", "10", "10.5", "11"]
NUMERIC = {
    "NumericEquals": lambda a, b: a == b,
    "NumericNotEquals": lambda a, b: a == b,
    "NumericLessThan": lambda a, b: a < b,
    "NumericLessThanEquals": lambda a, b: a <= b,
    "NumericGreaterThan": lambda a, b: a > b,
    "NumericGreaterThanEquals": lambda a, b: a >= b,
}
TEXTUAL = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"]
MOST_VALUES = 3


# Making pairs.


def listed(value):
    return [value] if isinstance(value, (str, dict)) else list(value)


def condition(rng):
    key = rng.choice(list(KEYS))
    kind = KEYS[key]
    if rng.random() < 0.12:
        return "Null", key, [rng.choice(["true", "false"])]
    if kind == ADDRESS:
        operator, values = rng.choice(["IpAddress", "NotIpAddress"]), NETWORKS
    elif kind == NUMBER:
        operator, values = rng.choice(list(NUMERIC)), NUMBERS
    elif kind == BOOL:
        return rng.choice(["Bool", "BoolIfExists"]), key, [rng.choice(["true", "false"])]
    else:
        operator, values = rng.choice(TEXTUAL), TEXTS
    if kind == LIST:
        operator = rng.choice(["ForAllValues:", "ForAnyValue:"]) + operator
    if rng.random() < 0.2:
        operator += "IfExists"
    return operator, key, rng.sample(values, rng.randint(1, 2))


def widened(rng, text):
    """The text with a wildcard in it, or cut to one."""
    if len(text) < 3:
        return "*"
    at = rng.randrange(1, len(text))
    return rng.choice([text[:at] + "*", text[:at] + "?" + text[at + 1 :], text[:at] + "*" + text[min(len(text), at + 3) :]])


def action_widened(rng, text):
    if ":" not in text:
        return text
    service, name = text.split(":", 1)
    return "*" if rng.random() < 0.03 else service + ":" + (widened(rng, name) if name != "*" else rng.choice(["*", "Get*", "List*", "*Tags"]))


def mutate(rng, statement):
    statement = copy.deepcopy(statement)
    action = "Action" if "Action" in statement else "NotAction"
    resource = "Resource" if "Resource" in statement else "NotResource"
    for _ in range(rng.randint(1, 2)):
        what = rng.randrange(8)
        if what == 0:
            at = rng.randrange(len(statement[action]))
            statement[action][at] = action_widened(rng, statement[action][at])
        elif what == 1:
            statement[resource] = [widened(rng, it) for it in statement[resource]]
        elif what == 2:
            statement[resource] = [rng.choice(["arn:aws:s3:::a/*", "arn:aws:s3:::*", "arn:aws:sqs:*:111122223333:q?", "*"])]
        elif what == 3:
            operator, key, values = condition(rng)
            statement.setdefault("Condition", {}).setdefault(operator, {})[key] = values
        elif what == 4:
            statement["Effect"] = "Deny" if statement["Effect"] == "Allow" else "Allow"
        elif what == 5 and rng.random() < 0.4:
            other = "NotAction" if action == "Action" else "Action"
            statement[other] = statement.pop(action)
            action = other
        elif what == 6 and rng.random() < 0.4:
            other = "NotResource" if resource == "Resource" else "Resource"
            statement[other] = statement.pop(resource)
            resource = other
        elif len(statement[action]) > 1:
            statement[action].pop(rng.randrange(len(statement[action])))
    return statement


def statements_of(document):
    """The statements of a managed policy without what is not compared here: conditions of its own and variables."""
    out = []
    for statement in listed(document["Statement"]):
        if "${" in json.dumps(statement):
            continue
        plain = {"Effect": statement["Effect"]}
        for name in ("Action", "NotAction", "Resource", "NotResource"):
            if name in statement:
                plain[name] = listed(statement[name])
        if len(plain) == 3:
            out.append(plain)
    return out


def make(arguments):
    opened = lzma.open if arguments.managed.endswith(".xz") else open
    with opened(arguments.managed, "rt", encoding="utf-8") as lines:
        documents = [statements_of(json.loads(line)["document"]) for line in lines]
    documents = [it for it in documents if it]
    rng = random.Random(arguments.seed)
    for number in range(arguments.pairs):
        seed = rng.choice(documents)
        base = []
        for statement in rng.sample(seed, min(len(seed), rng.randint(1, 3))):
            statement = copy.deepcopy(statement)
            for name in ("Action", "NotAction", "Resource", "NotResource"):
                if name in statement:
                    statement[name] = rng.sample(statement[name], min(len(statement[name]), rng.randint(1, 4)))
            base.append(statement)
        if rng.random() < 0.5:
            base = [mutate(rng, it) for it in base]
        if all(it["Effect"] == "Deny" for it in base):
            base[0]["Effect"] = "Allow"
        other = [mutate(rng, it) if rng.random() < 0.7 else copy.deepcopy(it) for it in base]
        if rng.random() < 0.3:
            other.append(mutate(rng, rng.choice(base)))
        pair = [base, other]
        rng.shuffle(pair)
        old, new = ({"Version": "2012-10-17", "Statement": it} for it in pair)
        print(json.dumps({"id": f"{arguments.seed}/{number}", "old": old, "new": new}))


# Judging them.


class Encoder:
    """A request, and policies as formulas over it."""

    def __init__(self, z3):
        self.z3 = z3
        self.action = z3.String("action")
        self.resource = z3.String("resource")
        self.present = {key: z3.Bool("has " + key) for key in KEYS}
        self.values = {}
        for key, kind in KEYS.items():
            if kind == TEXT:
                self.values[key] = z3.String(key)
            elif kind == NUMBER:
                self.values[key] = z3.Real(key)
            elif kind == BOOL:
                self.values[key] = z3.Bool(key)
            elif kind == ADDRESS:
                self.values[key] = (z3.Bool(key + " is v6"), z3.BitVec(key + " v4", 32), z3.BitVec(key + " v6", 128))
            else:
                self.values[key] = [(z3.Bool(f"{key} {at}"), z3.String(f"{key} = {at}")) for at in range(MOST_VALUES)]
        self.any = z3.Star(z3.AllChar(z3.ReSort(z3.StringSort())))
        self.one = z3.AllChar(z3.ReSort(z3.StringSort()))
        self.patterns = {}

    def shape(self):
        """What holds of every request: an action is a service, a colon and a name, here in lower case."""
        z3 = self.z3
        word = z3.Plus(z3.Union(z3.Range("a", "z"), z3.Range("0", "9"), z3.Re("-")))
        out = [z3.InRe(self.action, z3.Concat(word, z3.Re(":"), word))]
        for key, kind in KEYS.items():
            if kind == LIST:
                # A list of nothing but an empty text counts as none, so one has to have another.
                some = z3.Or([z3.And(here, text != z3.StringVal("")) for here, text in self.values[key]])
                out.append(z3.Implies(self.present[key], some))
        return z3.And(out)

    def pattern(self, text, fold=False, wild=True):
        z3 = self.z3
        known = (text, fold, wild)
        if known in self.patterns:
            return self.patterns[known]
        parts, plain = [], ""
        for c in text:
            if wild and c in "*?" or fold and c.isalpha():
                if plain:
                    parts.append(z3.Re(plain))
                    plain = ""
                if c == "*" and wild:
                    parts.append(self.any)
                elif c == "?" and wild:
                    parts.append(self.one)
                else:
                    parts.append(z3.Union(z3.Re(c.lower()), z3.Re(c.upper())))
            else:
                plain += c
        if plain or not parts:
            parts.append(z3.Re(plain))
        made = parts[0] if len(parts) == 1 else z3.Concat(*parts)
        self.patterns[known] = made
        return made

    def texts(self, value, operator, texts):
        """Whether a text matches one of these, by an operator without its negation."""
        z3 = self.z3
        if operator == "StringEquals":
            return z3.Or([value == z3.StringVal(it) for it in texts])
        if operator == "StringLike":
            return z3.Or([z3.InRe(value, self.pattern(it)) for it in texts])
        return z3.Or([z3.InRe(value, self.pattern(it, fold=True, wild=False)) for it in texts])

    def address(self, value, networks):
        z3 = self.z3
        is_v6, v4, v6 = value
        out = []
        for text in networks:
            network = ipaddress.ip_network(text)
            bits = v4 if network.version == 4 else v6
            fixed = network.prefixlen
            family = z3.Not(is_v6) if network.version == 4 else is_v6
            if fixed:
                size = network.max_prefixlen
                first = int(network.network_address) >> (size - fixed)
                family = z3.And(family, z3.Extract(size - 1, size - fixed, bits) == z3.BitVecVal(first, fixed))
            out.append(family)
        return z3.Or(out)

    def test(self, operator, key, values):
        z3 = self.z3
        present, value = self.present[key], self.values[key]
        if operator == "Null":
            return z3.Or([z3.Not(present) if it == "true" else present for it in values])
        quantifier, _, plain = operator.rpartition(":")
        if_exists = plain.endswith("IfExists")
        plain = plain.removesuffix("IfExists")
        negated = "Not" in plain
        plain = plain.replace("Not", "")
        if KEYS[key] == LIST:
            each = []
            for here, text in value:
                matches = self.texts(text, plain, values)
                each.append((here, z3.Not(matches) if negated else matches))
            if quantifier == "ForAllValues":
                holds, missing = z3.And([z3.Implies(here, it) for here, it in each]), True
            else:
                holds, missing = z3.Or([z3.And(here, it) for here, it in each]), if_exists
            return z3.If(present, holds, z3.BoolVal(missing))
        if plain in NUMERIC or "Numeric" in plain:
            compares = NUMERIC[plain]
            matches = z3.Or([compares(value, z3.RealVal(it)) for it in values])
        elif plain == "IpAddress":
            matches = self.address(value, values)
        elif plain == "Bool":
            matches = z3.Or([value if it == "true" else z3.Not(value) for it in values])
        else:
            matches = self.texts(value, plain, values)
        holds = z3.Not(matches) if negated else matches
        return z3.If(present, holds, z3.BoolVal(negated or if_exists))

    def statement(self, statement):
        z3 = self.z3

        def any_of(value, patterns):
            return z3.Or([z3.BoolVal(True) if it in ("*", "*:*") else z3.InRe(value, self.pattern(it)) for it in patterns])

        def arn(text):
            # An ARN that stops early goes on.
            missing = 5 - text.count(":") if text.startswith("arn:") else 0
            return text + ":*" * max(0, missing)

        parts = []
        for name, value, read in (("Action", self.action, str.lower), ("Resource", self.resource, arn)):
            if name in statement:
                parts.append(any_of(value, [read(it) for it in listed(statement[name])]))
            if "Not" + name in statement:
                parts.append(z3.Not(any_of(value, [read(it) for it in listed(statement["Not" + name])])))
        for operator, keys in statement.get("Condition", {}).items():
            parts += [self.test(operator, key, listed(values)) for key, values in keys.items()]
        return z3.And(parts)

    def policy(self, document):
        z3 = self.z3
        of = {"Allow": [], "Deny": []}
        for statement in listed(document["Statement"]):
            of[statement["Effect"]].append(self.statement(statement))
        return z3.And(z3.Or(of["Allow"]), z3.Not(z3.Or(of["Deny"])))

    def request(self, witness):
        """That the request is this one."""
        z3 = self.z3
        out = [self.action == z3.StringVal(witness["action"].lower()), self.resource == z3.StringVal(witness["resource"])]
        held = {key.lower(): values for key, values in witness["context"].items()}
        for key, kind in KEYS.items():
            values = held.get(key.lower())
            if kind == LIST and values is not None and all(it == "" for it in values):
                values = None
            out.append(self.present[key] == z3.BoolVal(values is not None))
            if values is None:
                continue
            value = self.values[key]
            if kind == TEXT:
                out.append(value == z3.StringVal(values[0]))
            elif kind == NUMBER:
                out.append(value == z3.RealVal(repr(float(values[0]))))
            elif kind == BOOL:
                out.append(value == z3.BoolVal(values[0] == "true"))
            elif kind == ADDRESS:
                address = ipaddress.ip_address(values[0])
                out.append(value[0] == z3.BoolVal(address.version == 6))
                bits = value[1] if address.version == 4 else value[2]
                out.append(bits == z3.BitVecVal(int(address), address.max_prefixlen))
            else:
                texts = (values + [None] * MOST_VALUES)[:MOST_VALUES]
                for (here, text), it in zip(value, texts):
                    out.append(here == z3.BoolVal(it is not None))
                    if it is not None:
                        out.append(text == z3.StringVal(it))
        return z3.And(out)


def judge(arguments):
    import z3

    tally, wrong, began = collections.Counter(), 0, time.monotonic()
    for line in sys.stdin:
        row = json.loads(line)
        verdict = row["verdict"]
        if verdict == "unknown":
            tally["unknown"] += 1
            continue
        if verdict == "beyond" and len(row["witness"]["context"].get("aws:TagKeys", [])) > MOST_VALUES:
            tally["more values than z3 is asked about"] += 1
            continue
        encoder = Encoder(z3)
        solver = z3.Solver()
        solver.set("timeout", arguments.patience)
        # The characters of z3 are those of Unicode; those of a witness may be any.
        solver.add(encoder.policy(row["new"]), z3.Not(encoder.policy(row["old"])))
        if verdict == "beyond":
            solver.add(encoder.request(row["witness"]))
        else:
            solver.add(encoder.shape())
        said = str(solver.check())
        expected = {"beyond": "sat", "within": "unsat"}[verdict]
        if said == "unknown":
            tally[f"{verdict}, z3 gave up"] += 1
        elif said == expected:
            tally[f"{verdict}, z3 agrees"] += 1
        else:
            wrong += 1
            row["z3"] = said
            if said == "sat":
                row["model"] = str(solver.model())
            print(json.dumps(row))
    said = ", ".join(f"{what}: {count}" for what, count in sorted(tally.items()))
    print(f"z3: {wrong} disagreements; {said}; {time.monotonic() - began:.0f} s", file=sys.stderr)
    seen = wrong + sum(tally.values())
    if arguments.pairs and seen != arguments.pairs:
        print(f"z3: {arguments.pairs} pairs were made and {seen} arrived", file=sys.stderr)
        return 1
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    tasks = parser.add_subparsers(dest="task", required=True)
    making = tasks.add_parser("make")
    making.add_argument("--seed", type=int, default=1)
    making.add_argument("--pairs", type=int, default=1000)
    making.add_argument("managed")
    judging = tasks.add_parser("judge")
    judging.add_argument("--patience", type=int, default=5000, help="milliseconds for one pair")
    judging.add_argument("--pairs", type=int, default=0, help="how many there must be")
    arguments = parser.parse_args()
    if arguments.task == "make":
        return make(arguments)
    return judge(arguments)


if __name__ == "__main__":
    sys.exit(main())
