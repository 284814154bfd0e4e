"""S3: buckets, from locked to open to the world."""

from dataclasses import dataclass, field

from flawed.endpoint import MAIN, allow, deny, policy

BLOCKED = dict(BlockPublicAcls=True, IgnorePublicAcls=True, BlockPublicPolicy=True, RestrictPublicBuckets=True)
OPEN = dict(BlockPublicAcls=False, IgnorePublicAcls=False, BlockPublicPolicy=False, RestrictPublicBuckets=False)
# The account-wide block exists, with all of its switches off: the public ACLs below count.


@dataclass
class Bucket:
    """A bucket; what is None is not set."""

    name: str
    region: str = "us-east-1"
    key: str | None = None
    aes: bool = False
    block: dict | None = field(default_factory=lambda: BLOCKED)
    ownership: str | None = "BucketOwnerEnforced"
    acl: str | None = None
    policy: str | None = None
    versioned: bool = False
    logs_to: str | None = None
    lock_days: int | None = None
    tags: dict = field(default_factory=dict)


def arn(name):
    """The bucket's objects."""
    return f"arn:aws:s3:::{name}/*"


TLS_ONLY = deny("s3:*", arn("kestrel-payments"), Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})

BUCKETS = [
    Bucket("kestrel-access-logs", aes=True, tags={"team": "platform"},
           policy=policy(allow("s3:PutObject", arn("kestrel-access-logs"), {"Service": "logging.s3.amazonaws.com"}))),
    # As it should be.
    Bucket("kestrel-payments", key="payments", policy=policy(TLS_ONLY), versioned=True, logs_to="kestrel-access-logs",
           tags={"team": "payments", "data": "cardholder"}),
    Bucket("kestrel-ledger", key="ledger", versioned=True, logs_to="kestrel-access-logs", tags={"team": "ledger", "data": "confidential"}),
    # Nobody can delete from it for a year; its key does not rotate.
    Bucket("kestrel-audit-log", key="audit-log", versioned=True, lock_days=365, logs_to="kestrel-access-logs", tags={"team": "platform"},
           policy=policy(
               allow("s3:GetBucketAcl", "arn:aws:s3:::kestrel-audit-log", {"Service": "cloudtrail.amazonaws.com"}),
               allow("s3:PutObject", arn("kestrel-audit-log"), {"Service": "cloudtrail.amazonaws.com"}),
           )),
    # Every export of the analytics team, readable by the world through its ACL.
    Bucket("kestrel-analytics-exports", block=OPEN, ownership="ObjectWriter", acl="public-read", tags={"team": "analytics", "data": "personal"}),
    # The same ACL, which the bucket's own block makes moot.
    Bucket("kestrel-analytics-raw", aes=True, block={**BLOCKED, "BlockPublicAcls": False}, ownership="ObjectWriter", acl="public-read",
           tags={"team": "analytics"}),
    # Everyone signed in to any AWS account may read it.
    Bucket("kestrel-sdk-downloads", aes=True, block=None, ownership="BucketOwnerPreferred", acl="authenticated-read", tags={"team": "payments"}),
    # Public by policy, and meant to be.
    Bucket("kestrel-status-page", aes=True, block=OPEN, policy=policy(allow("s3:GetObject", arn("kestrel-status-page"), "*")),
           tags={"team": "platform", "public": "intended"}),
    # Everyone, but of the company's own organization.
    Bucket("kestrel-partner-drop", aes=True, block={**BLOCKED, "RestrictPublicBuckets": False, "BlockPublicPolicy": False},
           policy=policy(allow(["s3:GetObject", "s3:PutObject"], arn("kestrel-partner-drop"), "*",
                               {"StringEquals": {"aws:PrincipalOrgID": "o-kestrel0001"}})),
           tags={"team": "payments"}),
    # Made in 2014 and never looked at since: nothing is set.
    Bucket("kestrel-legacy-uploads", block=None, ownership=None),
    Bucket("kestrel-payments-eu", region="eu-west-1", key="payments-eu", versioned=True, tags={"team": "payments", "data": "cardholder"}),
    Bucket("kestrel-exports-eu", region="eu-west-1", aes=True, tags={"team": "analytics"}),
]


def seed(aws, keys):
    """Makes the account's block and the buckets."""
    aws.client("s3control").put_public_access_block(AccountId=MAIN, PublicAccessBlockConfiguration=OPEN)
    for bucket in BUCKETS:
        make(aws.client("s3", bucket.region), bucket, keys)


def make(s3, it, keys):
    """Makes one bucket. ACL and policy come before the block, which would refuse them."""
    asked = {"Bucket": it.name}
    if it.region != "us-east-1":
        asked["CreateBucketConfiguration"] = {"LocationConstraint": it.region}
    if it.lock_days:
        asked["ObjectLockEnabledForBucket"] = True
    s3.create_bucket(**asked)
    # LocalStack sets both by itself, as AWS does for buckets made since April 2023; these are older.
    s3.delete_public_access_block(Bucket=it.name)
    s3.delete_bucket_ownership_controls(Bucket=it.name)
    if it.ownership:
        s3.put_bucket_ownership_controls(Bucket=it.name, OwnershipControls={"Rules": [{"ObjectOwnership": it.ownership}]})
    if it.acl:
        s3.put_bucket_acl(Bucket=it.name, ACL=it.acl)
    if it.policy:
        s3.put_bucket_policy(Bucket=it.name, Policy=it.policy)
    if it.block:
        s3.put_public_access_block(Bucket=it.name, PublicAccessBlockConfiguration=it.block)
    if it.key or it.aes:
        how = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys[it.key]} if it.key else {"SSEAlgorithm": "AES256"}
        rule = {"ApplyServerSideEncryptionByDefault": how, "BucketKeyEnabled": bool(it.key)}
        s3.put_bucket_encryption(Bucket=it.name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    if it.versioned and not it.lock_days:
        s3.put_bucket_versioning(Bucket=it.name, VersioningConfiguration={"Status": "Enabled"})
    if it.lock_days:
        retention = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": it.lock_days}}
        s3.put_object_lock_configuration(
            Bucket=it.name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retention}
        )
    if it.logs_to:
        target = {"TargetBucket": it.logs_to, "TargetPrefix": f"{it.name}/"}
        s3.put_bucket_logging(Bucket=it.name, BucketLoggingStatus={"LoggingEnabled": target})
    if it.tags:
        s3.put_bucket_tagging(Bucket=it.name, Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in it.tags.items()]})
