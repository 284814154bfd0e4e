"""S3: buckets, from locked to open to the world. One that says nothing else is as it should be."""

from dataclasses import dataclass, field

from flawed.endpoint import MAIN, PARTNER, allow, deny, policy

BLOCKED = dict(BlockPublicAcls=True, IgnorePublicAcls=True, BlockPublicPolicy=True, RestrictPublicBuckets=True)
OPEN = dict(BlockPublicAcls=False, IgnorePublicAcls=False, BlockPublicPolicy=False, RestrictPublicBuckets=False)
# The account-wide block exists, with all of its switches off: what single buckets allow counts.

# Old versions go after 90 days, uploads that nobody completed after seven.
LIFECYCLE = [
    {"ID": "old-versions", "Status": "Enabled", "Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 90}},
    {"ID": "uploads", "Status": "Enabled", "Filter": {"Prefix": ""}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
]
# The canonical id of some other account.
STRANGER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"


@dataclass
class Bucket:
    """A bucket; what is None is not set."""

    name: str
    region: str = "us-east-1"
    key: str | None = "payments"
    bucket_key: bool = True
    block: dict | None = field(default_factory=lambda: BLOCKED)
    ownership: str | None = "BucketOwnerEnforced"
    acl: dict | None = None
    # Statements besides those that ask for TLS; they may name the organization as {org}.
    statements: list = field(default_factory=list)
    # The oldest TLS that it takes: "1.2", any, or plain HTTP too.
    tls: str | None = "1.2"
    versioned: bool = True
    lifecycle: list | None = field(default_factory=lambda: LIFECYCLE)
    # The bucket that it is copied to, and the account that owns the copies.
    copies: tuple | None = ("kestrel-copies", None)
    logs_to: str | None = "kestrel-access-logs"
    lock_days: int | None = None
    tags: dict = field(default_factory=lambda: {"team": "platform"})


def arn(name):
    """The bucket's objects."""
    return f"arn:aws:s3:::{name}/*"


def reads(name, principal, action="s3:GetObject", condition=None):
    """Lets somebody read objects, or something else with them."""
    return allow(action, arn(name), principal, condition)


def takes_logs(name):
    """Lets S3 write the access logs of this account's buckets."""
    return reads(name, {"Service": "logging.s3.amazonaws.com"}, "s3:PutObject", {"StringEquals": {"aws:SourceAccount": MAIN}})


def takes_trail(name, region, trail):
    """Lets CloudTrail write the files of one trail."""
    mine = {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:{region}:{MAIN}:trail/{trail}"}}
    return [
        allow("s3:GetBucketAcl", f"arn:aws:s3:::{name}", {"Service": "cloudtrail.amazonaws.com"}, mine),
        reads(name, {"Service": "cloudtrail.amazonaws.com"}, "s3:PutObject", mine),
    ]


EU = dict(region="eu-west-1", key="payments-eu", logs_to="kestrel-access-logs-eu")
FOREIGN = {"AWS": f"arn:aws:iam::{PARTNER}:root"}

BUCKETS = [
    # S3 delivers access logs only to buckets under its own key; they log nothing themselves.
    Bucket("kestrel-access-logs", key=None, logs_to=None, statements=[takes_logs("kestrel-access-logs")]),
    Bucket("kestrel-access-logs-eu", **{**EU, "key": None, "logs_to": None}, statements=[takes_logs("kestrel-access-logs-eu")]),
    # Where the copies are; it is copied nowhere itself.
    Bucket("kestrel-copies", **EU, copies=None),
    # As it should be, and nobody can delete a version.
    Bucket("kestrel-payments", lock_days=365, tags={"team": "payments", "data": "cardholder"}),
    Bucket("kestrel-ledger", key="ledger", tags={"team": "ledger", "data": "confidential"}),
    Bucket("kestrel-payments-eu", **EU, tags={"team": "payments", "data": "cardholder"}),

    # The record of the account: locked for a year. And two that are not.
    Bucket("kestrel-audit-log", key="audit-log", lock_days=365, statements=takes_trail("kestrel-audit-log", "us-east-1", "kestrel-all")),
    Bucket("kestrel-audit-log-eu", **{**EU, "logs_to": None}, versioned=False, copies=None,
           statements=[*takes_trail("kestrel-audit-log-eu", "eu-west-1", "kestrel-eu"),
                       reads("kestrel-audit-log-eu", FOREIGN, ["s3:GetObject", "s3:DeleteObject"])]),
    # The oldest trail's bucket, which everyone may list.
    Bucket("kestrel-legacy-trail", block=OPEN, ownership="ObjectWriter", acl={"ACL": "public-read"},
           statements=takes_trail("kestrel-legacy-trail", "us-east-1", "kestrel-legacy")),

    # Every export of the analytics team, listed by the world through its ACL.
    Bucket("kestrel-analytics-exports", block=OPEN, ownership="ObjectWriter", acl={"ACL": "public-read"},
           tags={"team": "analytics", "data": "personal"}),
    # The same ACL, which the bucket's own block makes moot.
    Bucket("kestrel-analytics-raw", block={**BLOCKED, "BlockPublicAcls": False}, ownership="ObjectWriter", acl={"ACL": "public-read"},
           tags={"team": "analytics"}),
    # Everyone signed in to any AWS account may list it.
    Bucket("kestrel-sdk-downloads", block=None, ownership="BucketOwnerPreferred", acl={"ACL": "authenticated-read"}),
    # One other account, by its canonical id.
    Bucket("kestrel-scans", ownership="BucketOwnerPreferred", acl={"GrantRead": f"id={STRANGER}"}),

    # Public by policy, and meant to be.
    Bucket("kestrel-status-page", block=OPEN, statements=[reads("kestrel-status-page", "*")], tags={"team": "platform", "public": "intended"}),
    # The same policy, which the bucket's own block makes moot.
    Bucket("kestrel-old-site", statements=[reads("kestrel-old-site", "*")]),
    # Everyone, but of the company's own organization; and of somebody else's.
    Bucket("kestrel-partner-drop",
           statements=[reads("kestrel-partner-drop", "*", ["s3:GetObject", "s3:PutObject"], {"StringEquals": {"aws:PrincipalOrgID": "{org}"}})]),
    Bucket("kestrel-consortium",
           statements=[reads("kestrel-consortium", "*", condition={"StringEquals": {"aws:PrincipalOrgID": "o-consortium1"}})]),
    # Everyone who is in the office.
    Bucket("kestrel-office", statements=[reads("kestrel-office", "*", condition={"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})]),
    # A partner reads; another one could also take it over.
    Bucket("kestrel-clearing", statements=[reads("kestrel-clearing", FOREIGN)]),
    Bucket("kestrel-custody", statements=[allow("s3:PutBucketPolicy", "arn:aws:s3:::kestrel-custody", FOREIGN)]),
    # Somebody who was deleted years ago.
    Bucket("kestrel-old-share", statements=[reads("kestrel-old-share", {"AWS": "AIDACKCEVSQ6C2EXAMPLE"})]),
    # Any distribution of CloudFront, and only the company's own.
    Bucket("kestrel-cdn", statements=[reads("kestrel-cdn", {"Service": "cloudfront.amazonaws.com"})]),
    Bucket("kestrel-assets",
           statements=[reads("kestrel-assets", {"Service": "cloudfront.amazonaws.com"},
                             condition={"StringEquals": {"AWS:SourceArn": f"arn:aws:cloudfront::{MAIN}:distribution/EDFDVBD632BHDS5"}})]),
    # S3's inventory of whoever's buckets.
    Bucket("kestrel-inventory", statements=[reads("kestrel-inventory", {"Service": "s3.amazonaws.com"}, "s3:PutObject")]),

    # One thing each.
    Bucket("kestrel-exports-eu", **{**EU, "key": None}, tags={"team": "analytics"}),
    Bucket("kestrel-settlements", bucket_key=False),
    Bucket("kestrel-intake", tls=None),
    Bucket("kestrel-terminals", tls="any"),
    # Locks whatever arrives, so that S3 delivers nothing; and who sends its logs there.
    Bucket("kestrel-locked-logs", key=None, logs_to=None, lock_days=30, statements=[takes_logs("kestrel-locked-logs")]),
    Bucket("kestrel-refunds", logs_to="kestrel-locked-logs"),
    Bucket("kestrel-scratch", versioned=False, copies=None, logs_to=None),
    Bucket("kestrel-statements", lifecycle=None),
    Bucket("kestrel-loopback", logs_to="kestrel-loopback", statements=[takes_logs("kestrel-loopback")]),
    Bucket("kestrel-recovery", copies=("kestrel-copies", PARTNER)),
    # A key of some other account's; the provider of the backup may take it away.
    Bucket("kestrel-backups", key="foreign"),
    # Its key was switched off, and nobody can read it any more.
    Bucket("kestrel-statements-2020", key="old-statements"),
    # Made in 2014 and never looked at since: nothing is set.
    Bucket("kestrel-legacy-uploads", key=None, bucket_key=False, block=None, ownership=None, tls=None, versioned=False, lifecycle=None,
           copies=None, logs_to=None, tags={}),
]


def seed(aws, keys, org):
    """Makes the account's block and the buckets. Buckets come first: some refer to others."""
    aws.client("s3control").put_public_access_block(AccountId=MAIN, PublicAccessBlockConfiguration=OPEN)
    keys = {**keys, "foreign": f"arn:aws:kms:us-east-1:{PARTNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab"}
    for bucket in BUCKETS:
        create(aws.client("s3", bucket.region), bucket)
    for bucket in BUCKETS:
        s3 = aws.client("s3", bucket.region)
        protect(s3, bucket, keys)
        open_up(s3, bucket, org)
    for bucket in BUCKETS:
        follow(aws.client("s3", bucket.region), bucket)


def create(s3, it):
    """Makes one bucket, with nothing set."""
    asked = {"Bucket": it.name}
    if it.region != "us-east-1":
        asked["CreateBucketConfiguration"] = {"LocationConstraint": it.region}
    if it.lock_days:
        asked["ObjectLockEnabledForBucket"] = True
    s3.create_bucket(**asked)
    # LocalStack sets both by itself, as AWS does for buckets made since April 2023; these are older.
    s3.delete_public_access_block(Bucket=it.name)
    s3.delete_bucket_ownership_controls(Bucket=it.name)
    if it.versioned and not it.lock_days:
        s3.put_bucket_versioning(Bucket=it.name, VersioningConfiguration={"Status": "Enabled"})


def protect(s3, it, keys):
    """Sets what keeps its objects."""
    if it.key:
        how = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys[it.key]}
    else:
        how = {"SSEAlgorithm": "AES256"}
    rule = {"ApplyServerSideEncryptionByDefault": how, "BucketKeyEnabled": bool(it.key and it.bucket_key)}
    s3.put_bucket_encryption(Bucket=it.name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    if it.lock_days:
        retention = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": it.lock_days}}
        s3.put_object_lock_configuration(Bucket=it.name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retention})
    if it.lifecycle:
        s3.put_bucket_lifecycle_configuration(Bucket=it.name, LifecycleConfiguration={"Rules": it.lifecycle})
    if it.tags:
        s3.put_bucket_tagging(Bucket=it.name, Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in it.tags.items()]})


def open_up(s3, it, org):
    """Sets who may come in. ACL and policy come before the block, which would refuse them."""
    if it.ownership:
        s3.put_bucket_ownership_controls(Bucket=it.name, OwnershipControls={"Rules": [{"ObjectOwnership": it.ownership}]})
    if it.acl:
        s3.put_bucket_acl(Bucket=it.name, **it.acl)
    statements = [*tls(it), *it.statements]
    if statements:
        s3.put_bucket_policy(Bucket=it.name, Policy=policy(*statements).replace("{org}", org))
    if it.block:
        s3.put_public_access_block(Bucket=it.name, PublicAccessBlockConfiguration=it.block)


def tls(it):
    """The statements that refuse what is not encrypted on its way."""
    refused = [{"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}]
    asked = {"1.2": refused, "any": refused[:1], None: []}[it.tls]
    whole = [f"arn:aws:s3:::{it.name}", arn(it.name)]
    return [deny("s3:*", whole, Principal={"AWS": "*"}, Condition=condition) for condition in asked]


def follow(s3, it):
    """Has its requests logged and its objects copied."""
    if it.logs_to:
        target = {"TargetBucket": it.logs_to, "TargetPrefix": f"{it.name}/"}
        s3.put_bucket_logging(Bucket=it.name, BucketLoggingStatus={"LoggingEnabled": target})
    if not it.copies:
        return
    bucket, account = it.copies
    to = {"Bucket": f"arn:aws:s3:::{bucket}", **({"Account": account} if account else {})}
    rule = {
        "ID": "copy", "Priority": 1, "Status": "Enabled", "Filter": {"Prefix": ""}, "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": to,
    }
    s3.put_bucket_replication(
        Bucket=it.name, ReplicationConfiguration={"Role": f"arn:aws:iam::{MAIN}:role/service/replication", "Rules": [rule]}
    )
