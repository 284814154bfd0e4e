"""KMS: keys that rotate and keys that do not, and who may use them."""

from flawed.endpoint import MAIN, PARTNER, SECOND, allow, policy, tags

ROOT = f"arn:aws:iam::{MAIN}:root"
USE = ["kms:Decrypt", "kms:GenerateDataKey"]


def owned(*statements):
    """A key policy: the account, and whatever else."""
    return policy(allow("kms:*", "*", {"AWS": ROOT}), *statements)


def uses(principal, condition=None, action=USE, **more):
    """Lets somebody use a key."""
    return allow(action, "*", {"AWS": principal}, condition, **more)


OWNED = owned()
# Anyone on AWS may decrypt with it.
OPEN = owned(uses("*", Sid="Vendors"))
# Anyone, but only through S3 and only for this account.
VIA_S3 = owned(uses("*", {"StringEquals": {"kms:CallerAccount": MAIN, "kms:ViaService": "s3.us-east-1.amazonaws.com"}}))
# Anyone, but of the company's own organization.
ORGANIZATION = owned(uses("*", {"StringEquals": {"aws:PrincipalOrgID": "{org}"}}))
# Another company, at any time; and only for what was encrypted for it.
SHARED = owned(uses(f"arn:aws:iam::{PARTNER}:root", Sid="Partner"))
FOR_PARTNER = owned(uses(f"arn:aws:iam::{PARTNER}:root", {"StringEquals": {"kms:EncryptionContext:partner": "clearing"}}, Sid="Partner"))
# A program that encrypts and decrypts may also delete the key.
OVERDONE = owned(uses(f"arn:aws:iam::{MAIN}:role/service/payments-api", action="kms:*", Sid="Application"))
USED = owned(uses(f"arn:aws:iam::{MAIN}:role/service/payments-api", Sid="Application"))
# An enclave must prove what it runs; and a second statement that does not ask for it.
ATTESTED = {"StringEqualsIgnoreCase": {"kms:RecipientAttestation:ImageSha384": "0" * 96}}
BYPASSED = owned(
    uses(f"arn:aws:iam::{MAIN}:role/service/payments-api", ATTESTED, ["kms:Decrypt"], Sid="Enclave"),
    uses(f"arn:aws:iam::{MAIN}:role/service/payments-api", None, ["kms:Decrypt"], Sid="Debug"),
)

# alias: (region, rotates, policy, what is special about it)
KEYS = {
    # As it should be.
    "payments": ("us-east-1", True, USED, {"grant": (f"arn:aws:iam::{MAIN}:role/service/payments-api", USE)}),
    "ledger": ("us-east-1", True, VIA_S3, {"MultiRegion": True}),
    "audit-log": ("us-east-1", True, OWNED, {}),
    "reports": ("us-east-1", True, ORGANIZATION, {}),
    "payments-eu": ("eu-west-1", True, OWNED, {}),
    # These do not rotate, and everyone may use one of them.
    "analytics": ("us-east-1", False, OPEN, {}),
    "exports-eu": ("eu-west-1", False, OWNED, {}),
    # Cannot rotate: a rule must not ask it to.
    "statement-signing": ("us-east-1", False, OWNED, {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}),
    "api-tokens": ("us-east-1", False, OWNED, {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}),
    # Its material was made elsewhere.
    "card-network": ("us-east-1", False, OWNED, {"Origin": "EXTERNAL"}),
    # Shared with another company, in four ways.
    "clearing": ("us-east-1", True, SHARED, {}),
    "clearing-files": ("us-east-1", True, FOR_PARTNER, {}),
    "reconciliation": ("us-east-1", True, OWNED, {"grant": (f"arn:aws:iam::{PARTNER}:role/reconcile", USE)}),
    "disputes": ("us-east-1", True, OWNED, {"grant": (f"arn:aws:iam::{SECOND}:role/bartizan-audit", ["Decrypt", "CreateGrant"])}),
    # Who uses it may also delete it.
    "card-tokens": ("us-east-1", True, OVERDONE, {}),
    "enclave": ("us-east-1", True, BYPASSED, {}),
    # On its way out: without rotation, which no longer matters.
    "migration-2019": ("us-east-1", False, OWNED, {"deleted_in_days": 14}),
    # Switched off, one while a bucket still needs it.
    "old-statements": ("us-east-1", False, OWNED, {"disabled": True}),
    "old-poc": ("us-east-1", False, OWNED, {"disabled": True}),
}


def seed(aws, org):
    """Makes them; returns ARNs by alias."""
    return {name: make(aws, org, name, *what) for name, what in KEYS.items()}


def make(aws, org, name, region, rotates, document, special):
    """Makes one key."""
    kms = aws.client("kms", region)
    spec = {key: value for key, value in special.items() if key[0].isupper()}
    key = kms.create_key(
        Description=f"Kestrel Pay: {name}", Policy=document.replace("{org}", org), Tags=tags("TagKey", "TagValue", team=name.split("-")[0]), **spec
    )["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key["KeyId"])
    if rotates:
        kms.enable_key_rotation(KeyId=key["KeyId"])
    if "grant" in special:
        grantee, operations = special["grant"]
        operations = [operation.removeprefix("kms:") for operation in operations]
        kms.create_grant(KeyId=key["KeyId"], Name=name, GranteePrincipal=grantee, Operations=operations)
    if special.get("disabled"):
        kms.disable_key(KeyId=key["KeyId"])
    if "deleted_in_days" in special:
        kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=special["deleted_in_days"])
    return key["Arn"]
