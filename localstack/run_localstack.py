"""Runs LocalStack 4.14.0 in the foreground without Docker, on 127.0.0.1 only.

    $(python3 localstack/install.py localstack | cut -d' ' -f2-) localstack/run_localstack.py [--port 4566]

`localstack start --host` is of no use here: the command asks for a token. Its own server module does not.
The file is not called localstack.py, which would hide the package of that name; likewise the two beside it.
"""

import argparse
import os
import pathlib
import shutil


def settings(port):
    """LocalStack's configuration, each with its reason. What is already in the environment wins."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "bartizan"
    # Nothing survives a restart, so what an earlier run left there is only in the way.
    root = cache / f"localstack-root-{port}"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    return {
        # The default server ignores the address that it is told and listens on all of them.
        "GATEWAY_SERVER": "hypercorn",
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        # In a container of somebody else's it would take itself for its own image.
        "OVERRIDE_IN_DOCKER": "0",
        "FILESYSTEM_ROOT": str(root),
        # No usage statistics, and no download of a certificate at start.
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        # No name server on port 53.
        "DNS_ADDRESS": "0",
        "LS_LOG": "warn",
    }


def add_backdoor():
    """Adds the requests of backdoor.py in front of LocalStack's own."""
    from localstack.http import Response
    from localstack.services.edge import ROUTER

    import backdoor

    def handle(request, **_):
        status, body = backdoor.answer(request.path, request.data)
        return Response(body, status, mimetype="application/json")

    backdoor.open_door()
    for path in backdoor.PATHS:
        ROUTER.add(path, handle, methods=["POST"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=4566)
    # LocalStack reads its configuration when it is imported, so this comes before.
    for name, value in settings(parser.parse_args().port).items():
        os.environ.setdefault(name, value)
    add_backdoor()

    from localstack.runtime.main import main as serve

    serve()


if __name__ == "__main__":
    main()
