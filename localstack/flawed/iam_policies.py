"""IAM: the account's own policies and its password rules."""

import json

from flawed.endpoint import MAIN, allow, deny, policy, tags

MFA_PRESENT = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

# name: (document, tags)
POLICIES = {
    # Everything on everything, and attached: the break-glass policy that became everyday.
    "kestrel-breakglass": (policy(allow("*", "*")), {"team": "platform"}),
    # The same thing by subtraction: all that is not IAM, which is enough to take the account over.
    "kestrel-everything-but-iam": (policy(allow(None, "*", NotAction=["iam:*", "organizations:*"])), {"team": "payments"}),
    # Everything too, but only with MFA.
    "kestrel-admin-with-mfa": (policy(allow("*", "*", condition=MFA_PRESENT)), {"team": "platform"}),
    # A whole service on everything: wide, but not everything.
    "kestrel-developer": (
        policy(
            allow(["s3:Get*", "s3:List*", "cloudwatch:*", "logs:*"], "*", Sid="Look"),
            allow("iam:PassRole", f"arn:aws:iam::{MAIN}:role/service/payments-*", Sid="Deploy"),
        ),
        {"team": "payments"},
    ),
    # As it should be: named actions on named things, from the company's own network.
    "kestrel-ledger-read": (
        policy(
            allow(
                ["s3:GetObject", "s3:ListBucket"],
                ["arn:aws:s3:::kestrel-ledger", "arn:aws:s3:::kestrel-ledger/*"],
                condition={"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}},
            )
        ),
        {"team": "ledger", "data": "confidential"},
    ),
    # A boundary: what developers can never have, whatever is attached to them.
    "kestrel-boundary": (
        policy(allow("*", "*"), deny(["iam:*", "organizations:*", "account:*", "cloudtrail:StopLogging"], "*")),
        {"team": "platform"},
    ),
    # Everything on everything, but attached to nothing.
    "kestrel-migration-2019": (policy(allow("*", "*")), {"team": "platform", "keep": "no"}),
}

# Short, without symbols, never expires: weak, though not absent.
PASSWORDS = {
    "MinimumPasswordLength": 8,
    "RequireSymbols": False,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": False,
    "RequireLowercaseCharacters": True,
    "AllowUsersToChangePassword": True,
    "PasswordReusePrevention": 1,
}


def seed(aws):
    """Makes them; returns ARNs by name."""
    iam = aws.client("iam")
    iam.update_account_password_policy(**PASSWORDS)
    arns = {}
    for name, (document, labels) in POLICIES.items():
        made = iam.create_policy(PolicyName=name, PolicyDocument=document, Description=f"Kestrel Pay: {name}", Tags=tags(**labels))
        arns[name] = made["Policy"]["Arn"]
    # A second version in force, so that reading the first one would be wrong.
    narrowed = json.loads(POLICIES["kestrel-developer"][0])
    narrowed["Statement"].append(deny("s3:*", "arn:aws:s3:::kestrel-audit-log/*", Sid="NotTheAuditLog"))
    iam.create_policy_version(PolicyArn=arns["kestrel-developer"], PolicyDocument=json.dumps(narrowed), SetAsDefault=True)
    return arns
