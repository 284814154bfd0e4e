"""KMS: keys that rotate and keys that do not, and who may use them."""

from flawed.endpoint import MAIN, PARTNER, SECOND, allow, deny, policy, tags

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
# Everyone who is in the office.
OFFICE = owned(uses("*", {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, Sid="Office"))
# Another company's organization; whoever CloudFront works for; every principal of the account; somebody who is gone.
CONSORTIUM = owned(uses("*", {"StringEquals": {"aws:PrincipalOrgID": "o-consortium1"}}))
DISTRIBUTIONS = owned(allow(USE, "*", {"Service": "cloudfront.amazonaws.com"}, Sid="Distributions"))
OWN_DISTRIBUTION = owned(allow(USE, "*", {"Service": "cloudfront.amazonaws.com"},
                               {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{MAIN}:distribution/EDFDVBD632BHDS5"}}))
ANY_PRINCIPAL = owned(uses("*", {"StringEquals": {"kms:CallerAccount": MAIN}}, Sid="Everybody"))
FORMER = owned(uses("AIDACKCEVSQ6C2EXAMPLE", Sid="Former"))
# Another company may hand its use on.
LENT = owned(uses(f"arn:aws:iam::{PARTNER}:root", {"StringEquals": {"kms:EncryptionContext:partner": "escrow"}}, [*USE, "kms:CreateGrant"], Sid="Escrow"))
# Only one person can change who may use it.
LOST = policy(allow("kms:*", "*", {"AWS": f"arn:aws:iam::{MAIN}:user/people/elif"}))
# An enclave must prove what it runs; and a second statement that does not ask for it.
ENCLAVE = f"arn:aws:iam::{MAIN}:role/service/payments-api"


def attested(image):
    """What an enclave's image must measure."""
    return {"StringEqualsIgnoreCase": {"kms:RecipientAttestation:ImageSha384": image}}


BYPASSED = owned(
    uses(ENCLAVE, attested("5a" * 48), ["kms:Decrypt"], Sid="Enclave"), uses(ENCLAVE, None, ["kms:Decrypt"], Sid="Debug")
)

# As it should be: whoever proves nothing is denied, since the account's own policies could allow it. All zeros is what
# every enclave measures while it is debugged.
PROVEN, DEBUGGED = (
    owned(
        uses(ENCLAVE, attested(image), ["kms:Decrypt"], Sid="Enclave"),
        deny("kms:Decrypt", "*", Principal={"AWS": "*"}, Condition={"StringNotEqualsIgnoreCase": attested(image)["StringEqualsIgnoreCase"]}),
    )
    for image in ("5a" * 48, "0" * 96)
)

# alias: (region, rotates (or the days between), policy, what is special about it)
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
    "escrow": ("us-east-1", True, LENT, {}),
    "office": ("us-east-1", True, OFFICE, {}),
    "consortium": ("us-east-1", True, CONSORTIUM, {}),
    # Open to a service for whoever asks it; and for the company's own distribution.
    "cdn": ("us-east-1", True, DISTRIBUTIONS, {}),
    "assets": ("us-east-1", True, OWN_DISTRIBUTION, {}),
    "intranet": ("us-east-1", True, ANY_PRINCIPAL, {}),
    "archive": ("us-east-1", True, FORMER, {}),
    "vault": ("us-east-1", True, LOST, {}),
    # Who uses it may also delete it.
    "card-tokens": ("us-east-1", True, OVERDONE, {}),
    "enclave": ("us-east-1", True, PROVEN, {}),
    "enclave-old": ("us-east-1", True, BYPASSED, {}),
    "enclave-test": ("us-east-1", True, DEBUGGED, {}),
    # Rotates every five years; moto takes no notice of the period.
    "slow": ("us-east-1", 1825, OWNED, {}),
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
        period = {} if rotates is True else {"RotationPeriodInDays": rotates}
        kms.enable_key_rotation(KeyId=key["KeyId"], **period)
    if "grant" in special:
        grantee, operations = special["grant"]
        operations = [operation.removeprefix("kms:") for operation in operations]
        kms.create_grant(KeyId=key["KeyId"], Name=name, GranteePrincipal=grantee, Operations=operations)
    if special.get("disabled"):
        kms.disable_key(KeyId=key["KeyId"])
    if "deleted_in_days" in special:
        kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=special["deleted_in_days"])
    return key["Arn"]
