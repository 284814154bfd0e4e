"""Runs moto 5.2.5's server in the foreground, on 127.0.0.1 only, with what an auditor needs of it.

    $(python3 localstack/install.py moto | cut -d' ' -f2-) localstack/run_moto.py [--port 5600]

Beside the plain server:
  - a 12-digit access key is the account (moto would take 123456789012 for all of them), as LocalStack has it;
  - a call that moto does not implement is a 501 with the code NotImplemented in the service's own protocol. Moto sends a 500
    with a page of HTML, which SDKs retry for seconds and cannot read;
  - GetBucketVersioning's answer is called VersioningConfiguration, as S3 has it, and those of S3 Control end in Result. Moto calls
    them GetBucketVersioningResponse and so on, which boto3 overlooks and the Rust SDK does not;
  - the requests of backdoor.py.
"""

import argparse
import http
import json
import os
import re
import sys
import traceback
from xml.sax.saxutils import escape

# Without the first, AWS's managed policies cannot be attached; with the second, each region has 1,300 snapshots that nobody made.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

import backdoor
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import run_simple

CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/[^/]+/([^/]+)/")


class QuietHandler(MotoRequestHandler):
    """Logs no requests: a test run makes thousands."""

    def log_request(self, *_):
        pass


class Server:
    """Moto's application, with the requests and answers changed as the top of this file says."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.moto.debug = True

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path in backdoor.PATHS:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            status, body = backdoor.answer(path, environ["wsgi.input"].read(length))
            return send(start_response, status, "application/json", body)

        key, service = signed_by(environ)
        if re.fullmatch(r"\d{12}", key):
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = key
        try:
            return self.ask_moto(environ, start_response, service)
        except NotImplementedError as missing:
            return refuse(environ, start_response, service, 501, "NotImplemented", str(missing))
        except Exception as problem:
            # A defect of moto's is not retried either; its trace goes to our log instead of to the client.
            traceback.print_exc()
            return refuse(environ, start_response, service, 501, "InternalFailure", f"{type(problem).__name__}: {problem}")

    def ask_moto(self, environ, start_response, service):
        """Asks moto, and keeps its answer back until it is known to be one."""
        heard = {}

        def hear(status, headers, exc_info=None):
            heard.update(status=status, headers=headers)
            return lambda _: None

        body = self.moto(environ, hear)
        kind = dict((name.lower(), value) for name, value in heard["headers"]).get("content-type", "")
        # A route that moto does not have is a 404 page of Flask's. S3's own 404s are XML and HEAD's have no body.
        no_route = heard["status"].startswith(("404", "405")) and kind.startswith("text/html") and service != "s3"
        if no_route and environ["REQUEST_METHOD"] != "HEAD" and not environ["PATH_INFO"].startswith("/moto-api"):
            return refuse(environ, start_response, service, 501, "NotImplemented", "moto has no such route")
        if service == "s3" and ("versioning" in environ.get("QUERY_STRING", "") or environ["PATH_INFO"].startswith("/v20180820/")):
            return rename_root(start_response, heard, b"".join(body))
        start_response(heard["status"], heard["headers"])
        return body


def rename_root(start_response, heard, body):
    """An answer whose element has the name that AWS gives it."""
    body = body.replace(b"GetBucketVersioningResponse", b"VersioningConfiguration")
    body = re.sub(rb"(</?(?:Get|List)(?:MultiRegion)?AccessPoint(?:s|Policy)?)Response\b", rb"\1Result", body)
    headers = [(name, value) for name, value in heard["headers"] if name.lower() != "content-length"]
    start_response(heard["status"], [*headers, ("content-length", str(len(body)))])
    return [body]


def signed_by(environ):
    """The access key that signed a request, and the service that it signed for."""
    found = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    return found.groups() if found else ("", "")


def refuse(environ, start_response, service, status, code, message):
    """An error in the protocol that the client speaks."""
    if "HTTP_X_AMZ_TARGET" in environ or environ.get("CONTENT_TYPE", "").startswith("application/json"):
        kind, body = "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message})
    else:
        error = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
        rest = service == "s3" and not environ["PATH_INFO"].startswith("/v20180820/")
        body = f"<Error>{error}</Error>" if rest else f"<ErrorResponse><Error>{error}</Error><RequestId>moto</RequestId></ErrorResponse>"
        kind = "text/xml"
    return send(start_response, status, kind, body, [("x-amzn-errortype", code)])


def send(start_response, status, kind, body, headers=()):
    """Starts an answer and returns its body."""
    body = body.encode()
    start_response(f"{status} {http.HTTPStatus(status).phrase}", [("content-type", kind), ("content-length", str(len(body))), *headers])
    return [body]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=5600)
    port = parser.parse_args().port
    os.environ["MOTO_PORT"] = str(port)
    backdoor.open_door()
    print(f"moto on http://127.0.0.1:{port}", file=sys.stderr, flush=True)
    run_simple("127.0.0.1", port, Server(), threaded=True, request_handler=QuietHandler)


if __name__ == "__main__":
    main()
