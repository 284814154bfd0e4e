"""KMS: keys that rotate and keys that do not."""

from flawed.endpoint import MAIN, allow, policy, tags

ROOT = f"arn:aws:iam::{MAIN}:root"
OWNED = policy(allow("kms:*", "*", {"AWS": ROOT}))
# Anyone on AWS may decrypt with it.
OPEN = policy(allow("kms:*", "*", {"AWS": ROOT}), allow(["kms:Decrypt", "kms:GenerateDataKey"], "*", {"AWS": "*"}, Sid="Vendors"))
# Anyone, but only through S3 and only for this account.
VIA_S3 = policy(
    allow("kms:*", "*", {"AWS": ROOT}),
    allow(["kms:Decrypt", "kms:GenerateDataKey"], "*", {"AWS": "*"},
          {"StringEquals": {"kms:CallerAccount": MAIN, "kms:ViaService": "s3.us-east-1.amazonaws.com"}}),
)

# alias: (region, rotates, policy, what is special about it)
KEYS = {
    "payments": ("us-east-1", True, OWNED, {}),
    "ledger": ("us-east-1", True, VIA_S3, {"MultiRegion": True}),
    # The audit log's key does not rotate.
    "audit-log": ("us-east-1", False, OWNED, {}),
    # Neither does this one, and everyone may use it.
    "analytics": ("us-east-1", False, OPEN, {}),
    # Cannot rotate: a rule must not ask it to.
    "statement-signing": ("us-east-1", False, OWNED, {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}),
    "api-tokens": ("us-east-1", False, OWNED, {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}),
    # On its way out: without rotation, which no longer matters.
    "migration-2019": ("us-east-1", False, OWNED, {"deleted_in_days": 14}),
    # Switched off.
    "old-statements": ("us-east-1", False, OWNED, {"disabled": True}),
    "payments-eu": ("eu-west-1", True, OWNED, {}),
    "exports-eu": ("eu-west-1", False, OWNED, {}),
}


def seed(aws):
    """Makes them; returns ARNs by alias."""
    return {name: make(aws, name, *what) for name, what in KEYS.items()}


def make(aws, name, region, rotates, document, special):
    """Makes one key."""
    kms = aws.client("kms", region)
    spec = {key: value for key, value in special.items() if key[0].isupper()}
    key = kms.create_key(
        Description=f"Kestrel Pay: {name}", Policy=document, Tags=tags("TagKey", "TagValue", team=name.split("-")[0]), **spec
    )["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key["KeyId"])
    if rotates:
        kms.enable_key_rotation(KeyId=key["KeyId"])
    if name == "payments":
        kms.create_grant(
            KeyId=key["KeyId"], Name="payments-api", GranteePrincipal=f"arn:aws:iam::{MAIN}:role/service/payments-api",
            Operations=["Decrypt", "GenerateDataKey"],
        )
    if special.get("disabled"):
        kms.disable_key(KeyId=key["KeyId"])
    if "deleted_in_days" in special:
        kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=special["deleted_in_days"])
    return key["Arn"]
