"""Runs ministack 1.5.33 in the foreground with IAM enforced, on 127.0.0.1 only.

    $(python3 localstack/install.py ministack | cut -d' ' -f2-) localstack/run_ministack.py [--port 5700]

It is here for one thing: answers of "access denied" as each AWS service spells them. A 12-digit access key (or `test`) is the
root user of that account and may do everything; a key that IAM made may do what its user's policies allow, and must be signed
with its secret. For anything else it is no oracle: some of its answers are wrong (GetBucketPolicyStatus, KMS paging).
"""

import argparse
import os
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=5700)
    os.environ["GATEWAY_PORT"] = str(parser.parse_args().port)
    # It would listen on all addresses.
    os.environ["BIND_HOST"] = "127.0.0.1"
    os.environ["AUTH"] = "true"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    # What the caller's shell is signed in as must not become a root key here.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.pop(name, None)
    sys.argv = sys.argv[:1]

    from ministack.app import main as serve

    sys.exit(serve())


if __name__ == "__main__":
    main()
