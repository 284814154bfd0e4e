"""S3: access points, which have policies and blocks of their own."""

from flawed.endpoint import MAIN, PARTNER, allow, policy
from flawed.s3 import BLOCKED, OPEN

# name: (bucket, network, block, who reads through it)
POINTS = {
    # As they should be: for one network; and for the account itself.
    "payments-batch": ("kestrel-payments", "vpc-0a1b2c3d4e5f67890", BLOCKED, None),
    "ledger-reports": ("kestrel-ledger", None, BLOCKED, {"AWS": f"arn:aws:iam::{MAIN}:root"}),
    # Everyone, as far as the bucket lets them.
    "status-feed": ("kestrel-status-page", None, OPEN, "*"),
    # The same policy, which its own block makes moot; and which only one network can use.
    "old-feed": ("kestrel-old-site", None, BLOCKED, "*"),
    "status-inside": ("kestrel-status-page", "vpc-0a1b2c3d4e5f67890", OPEN, "*"),
    # A partner.
    "clearing-partner": ("kestrel-clearing", None, BLOCKED, {"AWS": f"arn:aws:iam::{PARTNER}:root"}),
}

# name: (buckets, block, who reads through it)
MULTI_REGION = {
    "kestrel-payments-anywhere": (["kestrel-payments", "kestrel-payments-eu"], BLOCKED, {"AWS": f"arn:aws:iam::{MAIN}:root"}),
    "kestrel-status-anywhere": (["kestrel-status-page", "kestrel-exports-eu"], OPEN, "*"),
    "kestrel-clearing-anywhere": (["kestrel-clearing"], BLOCKED, {"AWS": f"arn:aws:iam::{PARTNER}:root"}),
}


def seed(aws):
    """Makes them."""
    control = aws.client("s3control")
    for name, (bucket, network, block, reader) in POINTS.items():
        only = {"VpcConfiguration": {"VpcId": network}} if network else {}
        control.create_access_point(AccountId=MAIN, Name=name, Bucket=bucket, PublicAccessBlockConfiguration=block, **only)
        if reader:
            objects = f"arn:aws:s3:us-east-1:{MAIN}:accesspoint/{name}/object/*"
            control.put_access_point_policy(AccountId=MAIN, Name=name, Policy=policy(allow("s3:GetObject", objects, reader)))
    # Only this region takes such calls.
    control = aws.client("s3control", "us-west-2")
    for name, (buckets, block, reader) in MULTI_REGION.items():
        details = {"Name": name, "PublicAccessBlock": block, "Regions": [{"Bucket": bucket} for bucket in buckets]}
        control.create_multi_region_access_point(AccountId=MAIN, ClientToken=f"make-{name}", Details=details)
        objects = f"arn:aws:s3::{MAIN}:accesspoint/{name}/object/*"
        document = policy(allow("s3:GetObject", objects, reader))
        control.put_multi_region_access_point_policy(
            AccountId=MAIN, ClientToken=f"open-{name}", Details={"Name": name, "Policy": document}
        )
