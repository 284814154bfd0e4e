#!/usr/bin/env python3
"""Seeds a deliberately flawed fintech account: Kestrel Pay, with payments, ledger, audit log and analytics.

    seed.py ENDPOINT [--region us-east-1] [--skip-unsupported]

The account is 111122223333, a second one is 222222222222; both are created by using a 12-digit access key. The modules under
flawed/ are the list of what is there, and say beside each thing what is wrong with it. For every rule that Bartizan ships there
is something that fails and something that passes (machines and their patches excepted, which no emulator has).

What the endpoint does not implement ends the seed, or with --skip-unsupported is left out with one line on stderr for each call.
A second run on the same endpoint ends with a message: restart the emulator for a fresh one.
"""

import argparse
import sys
import time

from botocore.exceptions import BotoCoreError, ClientError

from flawed import account, cloudtrail, iam_access, iam_people, iam_policies, kms, s3, s3_points, second_account, ssm, wafv2
from flawed.endpoint import MAIN, SECOND, Endpoint, Refused


def seed(aws, second):
    """Makes everything, in an order in which nothing refers to what is not there yet."""
    iam = aws.client("iam")
    if iam.list_account_aliases().get("AccountAliases"):
        raise SystemExit(f"error: {aws.url} is already seeded; restart it for a fresh account")
    iam.create_account_alias(AccountAlias="kestrel-pay")

    org = account.seed(aws)
    policies = iam_policies.seed(aws)
    iam_people.seed(aws, policies)
    iam_access.seed(aws, policies, org)
    keys = kms.seed(aws, org)
    s3.seed(aws, keys, org)
    s3_points.seed(aws)
    cloudtrail.seed(aws, keys)
    wafv2.seed(aws)
    ssm.seed(aws, keys)
    second_account.seed(second)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("endpoint", help="as in http://127.0.0.1:4566")
    parser.add_argument("--region", default="us-east-1", help="where most things are; some are in eu-west-1")
    parser.add_argument("--skip-unsupported", action="store_true", help="go on without what the endpoint does not implement")
    asked = parser.parse_args()
    began = time.monotonic()
    aws = Endpoint(asked.endpoint, MAIN, asked.region, asked.skip_unsupported)
    second = Endpoint(asked.endpoint, SECOND, asked.region, asked.skip_unsupported)
    try:
        seed(aws, second)
    except (ClientError, BotoCoreError, Refused) as problem:
        sys.exit(f"error: {problem}")
    skipped = len({*aws.skipped, *second.skipped})
    print(f"seeded {aws.url} (accounts {MAIN} and {SECOND}) in {time.monotonic() - began:.1f} s, {skipped} calls skipped")


if __name__ == "__main__":
    main()
