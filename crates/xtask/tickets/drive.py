"""Drives the real program against a real tracker: Roundup, by its REST API, behind bridge.py.

    ROUNDUP'S-PYTHON drive.py BARTIZAN DEMO.jsonl

Starts Roundup and the bridge in this process, in a folder of its own that is removed at the end.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import bridge

PASSWORD, TOKEN = "not-a-secret", "t0k3n-of-the-bridge"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def roundup(home):
    """A fresh tracker of Roundup's classic kind, served on a free port."""
    os.environ["PYTHONWARNINGS"] = "ignore"
    server = make_server("127.0.0.1", 0, None, server_class=Server, handler_class=Quiet)
    url = f"http://127.0.0.1:{server.server_port}/"
    run = lambda *args: subprocess.run([sys.executable, "-c", "from roundup.scripts.roundup_admin import run; run()",
        "-i", str(home), *args], check=True, capture_output=True, text=True)
    run("install", "classic", "sqlite", f"tracker_web={url},mail_domain=example.test,mail_host=localhost,"
        f"mail_debug={home}/mail.txt")
    config = home / "config.ini"
    text = config.read_text()
    text = re.sub(r"(?m)^#?web = .*$", f"web = {url}", text)
    text = re.sub(r"(?m)^#?domain = .*$", "domain = example.test", text)
    text = re.sub(r"(?m)^#?host = .*$", "host = localhost", text)
    text = re.sub(r"(?m)^debug = *$", f"debug = {home}/mail.txt", text)
    config.write_text(text)
    run("initialise", PASSWORD)
    from roundup.cgi.wsgi_handler import RequestDispatcher
    server.set_app(RequestDispatcher(str(home)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return bridge.Roundup(url, "admin", PASSWORD)


class Scene:
    def __init__(self, binary, folder, tracker, port):
        self.binary, self.folder, self.tracker, self.port = binary, folder, tracker, port

    def settings(self, extra=""):
        text = f"""
[tickets.webhook]
url = "http://127.0.0.1:{self.port}/"
token_env = "BRIDGE_TOKEN"
severity = "critical"
{extra}
"""
        (self.folder / "bartizan.toml").write_text(text)

    def start(self, snapshot, *args):
        command = [self.binary, "tickets", "sync", "--to", "webhook", str(snapshot), "--config", "bartizan.toml", *args]
        env = {**os.environ, "BRIDGE_TOKEN": TOKEN}
        return subprocess.Popen(command, cwd=self.folder, env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def sync(self, snapshot, *args):
        """The lines that it printed, and what it said at the end."""
        process = self.start(snapshot, *args)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, (process.returncode, out, err)
        assert TOKEN not in out + err
        return out.splitlines(), err.strip()

    def issues(self):
        """Everything in the tracker, by title."""
        found, page, more = {}, 1, True
        while more:
            issues, more = self.tracker.issues(page)
            for issue in issues:
                assert issue["title"] not in found, f"twice: {issue['title']}"
                found[issue["title"]] = issue
            page += 1
        return found

    def open(self, title):
        status = self.tracker.call("GET", "status?name=resolved")["collection"][0]
        return bridge.number(self.issues()[title]["status"]) != bridge.number(status)

    def last_word(self, title):
        messages = self.issues()[title]["messages"]
        return self.tracker.text(max(map(bridge.number, messages)))


def expect(what, condition, shown=""):
    if not condition:
        raise SystemExit(f"tickets: {what}: {shown}")
    print(f"  ok  {what}", flush=True)


def change(lines, pick, edit):
    """The snapshot with the resources that `pick` finds changed by `edit`, or left out where it gives none."""
    head, rest = json.loads(lines[0]), []
    for line in lines[1:]:
        row = json.loads(line)
        row = edit(row) if pick(row) else row
        if row is not None:
            rest.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    if head.get("lines") is not None:
        head["lines"] = len(rest)
    return [json.dumps(head, ensure_ascii=False, separators=(",", ":")), *rest]


def play(scene, demo):
    lines = demo.read_text().splitlines()

    def written(name, lines):
        path = scene.folder / name
        path.write_text("\n".join(lines) + "\n")
        return path

    scene.settings()
    whole = written("whole.jsonl", lines)
    out, said = scene.sync(whole, "--dry-run")
    expect("a dry run prints the plan", out and all(it.startswith("create") for it in out), said)
    planned = len(out)
    expect("and makes nothing", not scene.issues())

    # Killed while it makes tickets.
    process = scene.start(whole)
    made = [process.stdout.readline() for _ in range(2)]
    process.kill()
    process.communicate()
    time.sleep(2)  # what was sent before it died still arrives
    expect("it was killed in the middle", made[1].startswith("create") and len(scene.issues()) < planned, made)
    before = len(scene.issues())
    scene.sync(whole)
    expect(f"the next run makes the rest: {before} and {planned - before}", len(scene.issues()) == planned)
    out, said = scene.sync(whole)
    expect("and the one after that nothing", not out and f"{planned} unchanged" in said, said)

    bucket = next(it for it in scene.issues() if it.startswith("Bucket open to everyone") and ": " in it)
    name = bucket.rsplit(": ", 1)[1]
    named = lambda row: row.get("type") == "aws.s3.bucket" and row.get("name") == name
    expect(f"a bucket is among them: {name}", any(named(json.loads(it)) for it in lines[1:]))

    gone = written("gone.jsonl", change(lines, named, lambda row: None))
    out, said = scene.sync(gone)
    expect("a bucket that is gone closes its tickets", out and all("(gone)" in it for it in out), out)
    expect("with a comment", not scene.open(bucket) and "no longer there" in scene.last_word(bucket))
    out, said = scene.sync(whole)
    expect("when it returns they are opened again", out and all(it.startswith("reopen") for it in out), out)
    expect("and are open", scene.open(bucket))

    def tagged(row):
        return {**row, "tags": {**(row.get("tags") or {}), "owner": "somebody else"}}

    out, said = scene.sync(written("tagged.jsonl", change(lines, named, tagged)))
    expect("what changed is updated", out and all(it.startswith("update") for it in out), out)
    expect("in its words", "owner=somebody else" in scene.last_word(bucket))
    scene.sync(whole)

    gap = {"$unknown": {"action": "s3:GetBucketAcl", "reason": "access-denied"}}
    blind = written("blind.jsonl", change(lines, named, lambda row: {
        key: value if key in ("type", "id", "name", "account", "region", "partition", "created_at", "tags", "arn") else gap
        for key, value in row.items()}))
    out, said = scene.sync(blind)
    expect("what cannot be read any more is said and not closed", out and all(it.startswith("comment") for it in out), out)
    expect("the ticket stays open", scene.open(bucket) and "could not conclude" in scene.last_word(bucket))
    out, said = scene.sync(blind)
    expect("it is said once", not out, out)
    scene.sync(whole)

    scene.settings(f"""
[[waivers]]
rule = "*"
resource = "{name}"
reason = "reviewed by J. Doe"
until = 2999-12-31
""")
    out, said = scene.sync(whole)
    expect("a waiver closes", out and all("(waived)" in it for it in out), out)
    expect("and says why", not scene.open(bucket) and "J. Doe" in scene.last_word(bucket))
    scene.settings()
    out, said = scene.sync(whole)
    expect("without it they are opened again", out and all(it.startswith("reopen") for it in out), out)
    expect(f"{planned} tickets after all this", len(scene.issues()) == planned)


def main():
    binary, demo = sys.argv[1:]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        tracker = roundup(folder / "tracker")
        server = bridge.serve(tracker, TOKEN, 0)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        play(Scene(binary, folder, tracker, server.server_port), pathlib.Path(demo))
    print(f"tickets: Roundup agrees after {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
