"""A receiver of `bartizan.tickets/1` that keeps the tickets in Roundup, by Roundup's own REST API.

An example of what stands between Bartizan and a tracker that it does not know: 150 lines, no dependency, no memory.
Each ticket is an issue with the keyword `bartizan`; its words are messages, and the newest message with a marker counts.

    python3 bridge.py --roundup http://127.0.0.1:8080/ --user admin --password-env ROUNDUP_PASSWORD \
        --port 8090 --token-env BRIDGE_TOKEN
"""

import argparse
import base64
import contextlib
import hmac
import http.server
import json
import os
import threading
import urllib.parse
import urllib.request

SIGN = "bartizan-marker: "
PAGE = 50


class Roundup:
    """What the bridge needs of https://www.roundup-tracker.org/docs/rest.html"""

    def __init__(self, url, user, password):
        self.url, self.user = url, user
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))
        self.headers = {
            "authorization": f"Basic {pair}",
            "content-type": "application/json",
            "x-requested-with": "rest",
            "origin": origin,
        }

    def call(self, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        address = f"{self.url}rest/data/{path}"
        request = urllib.request.Request(address, data, {**self.headers, **headers}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]

    def ready(self):
        """Makes the keyword that marks our issues, once."""
        found = self.call("GET", "keyword?name=bartizan")["collection"]
        if not found:
            self.call("POST", "keyword", {"name": "bartizan"})

    def issues(self, page):
        """A page of our issues, and whether another follows."""
        query = urllib.parse.urlencode({
            "keyword": "bartizan", "@fields": "title,status,messages", "@verbose": "0", "@sort": "id",
            "@page_size": PAGE, "@page_index": page,
        })
        found = self.call("GET", f"issue?{query}")
        return found["collection"], "next" in found["@links"]

    def message(self, text, marker):
        body = text + "\n\n" + SIGN + json.dumps(marker)
        return self.call("POST", "msg", {"content": body, "author": self.user})["id"]

    def marker(self, messages):
        """The newest marker of an issue."""
        for message in sorted(map(number, messages), reverse=True):
            for line in reversed(self.text(message).splitlines()):
                if line.startswith(SIGN):
                    return json.loads(line[len(SIGN):])
        return None

    def text(self, message):
        return self.call("GET", f"msg/{message}/content")["data"]

    def create(self, ticket, marker):
        message = self.message(ticket["body"]["text"], marker)
        issue = {"title": ticket["title"], "keyword": ["bartizan"], "messages": [message], "status": "unread"}
        return self.call("POST", "issue", issue)["id"]

    def change(self, issue, change):
        """One message and one call for all of it: it happens, or it does not."""
        found = self.call("GET", f"issue/{issue}?@verbose=0")
        texts = [part["text"] for part in (change["comment"], (change["ticket"] or {}).get("body")) if part]
        text = "\n\n".join(texts) or "The marker changed."
        messages = [str(number(it)) for it in found["attributes"]["messages"]]
        new = {"messages": [*messages, self.message(text, change["marker"])]}
        if change["ticket"]:
            new["title"] = change["ticket"]["title"]
        if change["open"] is not None:
            new["status"] = "unread" if change["open"] else "resolved"
        self.call("PUT", f"issue/{issue}", new, **{"if-match": found["@etag"]})
        return issue


def number(link):
    """The id in whatever the API gives: 7, "7" or {"id": "7"}."""
    return int(link["id"] if isinstance(link, dict) else link)


def handler(roundup, token):
    one_at_a_time = threading.Lock()
    closed = {number(it) for it in roundup.call("GET", "status?name=resolved")["collection"] if it}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.welcome():
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                page = int(query.get("page", ["1"])[0])
                issues, more = roundup.issues(page)
                tickets = [{
                    "id": str(it["id"]),
                    "name": f"issue{it['id']}",
                    "open": number(it["status"]) not in closed,
                    "marker": roundup.marker(it["messages"]),
                } for it in issues]
                tickets = [it for it in tickets if it["marker"]]
                self.say(200, {"tickets": tickets, "next": str(page + 1) if more else None})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if not self.welcome():
                return
            if body["format"] != "bartizan.tickets/1":
                return self.say(400, {"message": "this bridge speaks bartizan.tickets/1"})
            with one_at_a_time:
                if body["action"] == "create":
                    issue = roundup.create(body["ticket"], body["marker"])
                else:
                    issue = roundup.change(body["id"], body)
            self.say(200, {"id": issue, "name": f"issue{issue}"})

        def welcome(self):
            fine = hmac.compare_digest(self.headers.get("authorization", ""), f"Bearer {token}")
            if not fine:
                self.say(401, {"message": "wrong token"})
            return fine

        def say(self, status, body):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(data)  # who asked may be gone

        def log_message(self, *args):
            pass

    return Handler


def serve(roundup, token, port):
    """A server. Connections stay open between requests, so that each needs a thread of its own."""
    roundup.ready()
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler(roundup, token))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--roundup", required=True, help="the tracker's address, with a slash at its end")
    parser.add_argument("--user", required=True)
    parser.add_argument("--password-env", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token-env", required=True)
    args = parser.parse_args()
    roundup = Roundup(args.roundup, args.user, os.environ[args.password_env])
    serve(roundup, os.environ[args.token_env], args.port).serve_forever()


if __name__ == "__main__":
    main()
