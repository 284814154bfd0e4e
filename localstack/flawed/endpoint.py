"""How the seed talks to an endpoint: clients, calls that may be missing, and the requests that AWS does not have."""

import json
import sys
import textwrap
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# The documentation's own example account, and one that the audit reaches by assuming a role.
MAIN = "111122223333"
SECOND = "222222222222"
# An account of some other company.
PARTNER = "444455556666"

# How the emulators say "not implemented".
MISSING = {"NotImplemented", "InternalFailure", "InternalError", "InvalidAction", "UnknownOperationException", "NotYetImplemented"}

CONFIG = Config(
    s3={"addressing_style": "path"},
    retries={"total_max_attempts": 1},
    # The seed must not depend on the proxy or the profile of whoever runs it.
    proxies={},
)


class Refused(Exception):
    """A call that the endpoint does not implement, when it may not be skipped."""


class Endpoint:
    """One emulator, as seen from one account."""

    def __init__(self, url, account=MAIN, region="us-east-1", skip=False):
        self.url, self.account, self.region, self.skip = url.rstrip("/"), account, region, skip
        self.skipped = []
        self.session = boto3.session.Session(aws_access_key_id=account, aws_secret_access_key="test", region_name=region)

    def client(self, service, region=None):
        """A client whose calls return an empty, false answer for what the endpoint does not implement."""
        boto = self.session.client(service, region or self.region, endpoint_url=self.url, config=CONFIG)
        # S3 Control puts the account in front of the endpoint's host, which for an address is no host.
        boto.meta.events.register("before-sign.s3-control", self.without_account)
        return Client(self, service, boto)

    def without_account(self, request, **_):
        """Sends a request to the endpoint itself."""
        request.url = request.url.replace(f"//{self.account}.", "//", 1)

    def missing(self, what, why):
        """Notes that something is not served: one line on stderr, once."""
        if not self.skip:
            raise Refused(f"{self.url} does not implement {what} ({why}); --skip-unsupported goes on without it")
        if what not in self.skipped:
            self.skipped.append(what)
            print(f"skipped {what}: {why}", file=sys.stderr, flush=True)

    def backdoor(self, path, **asked):
        """One of the requests of backdoor.py, which only our own launchers serve."""
        body = json.dumps({"account": self.account, **asked}).encode()
        request = urllib.request.Request(f"{self.url}/_bartizan/{path}", body, {"content-type": "application/json"})
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30).read()
        except urllib.error.HTTPError as problem:
            if problem.code == 400:
                raise SystemExit(f"error: {path}: {problem.read().decode()}") from None
            self.missing(f"_bartizan/{path}", f"HTTP {problem.code}; not started by this folder's launchers")


class Client:
    """A boto3 client of one service."""

    def __init__(self, endpoint, service, boto):
        self.endpoint, self.service, self.boto = endpoint, service, boto

    def __getattr__(self, operation):
        call = getattr(self.boto, operation)

        def asked(**parameters):
            try:
                return call(**parameters)
            except ClientError as problem:
                error = problem.response["Error"]
                status = problem.response["ResponseMetadata"]["HTTPStatusCode"]
                if error.get("Code") in MISSING or status in (404, 405, 501) and error.get("Code") == str(status):
                    why = textwrap.shorten(str(error.get("Message", "")), 90, placeholder=" …")
                    self.endpoint.missing(f"{self.service} {operation}", f"{error.get('Code')}: {why}")
                    return {}
                raise

        return asked


def tags(key="Key", value="Value", **pairs):
    """Tags in the spelling of a service."""
    return [{key: name, value: text} for name, text in pairs.items()]


def policy(*statements):
    """A policy document of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource=None, principal=None, condition=None, **more):
    """An Allow statement; what is not given is left out."""
    given = {"Action": action, "Resource": resource, "Principal": principal, "Condition": condition, **more}
    return {"Effect": "Allow", **{name: part for name, part in given.items() if part is not None}}


def deny(action, resource=None, **more):
    """A Deny statement."""
    return {**allow(action, resource, **more), "Effect": "Deny"}
