"""IAM: the account's own policies and its password rules."""

import json

from flawed.endpoint import MAIN, SECOND, allow, deny, policy, tags

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

    # One power too many each; beside it what was meant.
    "kestrel-pass-any-role": (policy(allow("iam:Pass?ole", "*")), {}),
    "kestrel-pass-to-lambda": (policy(allow("iam:PassRole", "*", condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}})), {}),
    "kestrel-assume-any-role": (policy(allow("sts:AssumeRole", "arn:aws:iam::*:role/*")), {}),
    "kestrel-assume-archive": (policy(allow("sts:AssumeRole", f"arn:aws:iam::{SECOND}:role/bartizan-audit")), {}),
    "kestrel-queues": (policy(allow("sqs:*", "*")), {}),
    "kestrel-settlement-queue": (policy(allow("sqs:*", f"arn:aws:sqs:us-east-1:{MAIN}:settlements")), {}),
    "kestrel-read-any-object": (policy(allow(["s3:GetObject*"], "*")), {}),
    "kestrel-read-exports": (policy(allow("s3:GetObject", "arn:aws:s3:::kestrel-analytics-exports/*")), {}),
    "kestrel-read-any-secret": (policy(allow(["secretsmanager:GetSecretValue", "ssm:GetParameter*"], "*")), {}),
    "kestrel-read-own-secret": (policy(allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:*:{MAIN}:secret:payments/*")), {}),
    "kestrel-decrypt-with-any-key": (policy(allow("kms:Decrypt", "*")), {}),
    "kestrel-decrypt-ledger": (policy(allow("kms:Decrypt", f"arn:aws:kms:us-east-1:{MAIN}:alias/ledger")), {}),
    "kestrel-read-any-table": (policy(allow(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"], "*")), {}),
    "kestrel-read-rates": (policy(allow("dynamodb:GetItem", f"arn:aws:dynamodb:us-east-1:{MAIN}:table/rates")), {}),
    "kestrel-stop-the-trail": (policy(allow(["cloudtrail:StopLogging", "cloudtrail:Describe*"], "*")), {}),
    "kestrel-look-at-trails": (policy(allow(["cloudtrail:Get*", "cloudtrail:Describe*", "cloudtrail:List*"], "*")), {}),
    "kestrel-delete-keys": (policy(allow("kms:ScheduleKeyDeletion", "*")), {}),
    # A whole service less what ends a key for good.
    "kestrel-keys-but-deletion": (
        policy(allow("kms:Describe*", "*"), allow(["kms:Disable*", "kms:Schedule*"], "*"), deny(["kms:DisableKey", "kms:ScheduleKeyDeletion"], "*")), {},
    ),
    "kestrel-change-permissions": (policy(allow(["iam:AttachUserPolicy", "iam:CreateAccessKey"], "*")), {}),
    "kestrel-own-keys": (policy(allow(["iam:CreateAccessKey", "iam:DeleteAccessKey"], f"arn:aws:iam::{MAIN}:user/people/${{aws:username}}")), {}),
    "kestrel-leave-guardrails": (policy(allow(["organizations:LeaveOrganization", "s3:PutAccountPublicAccessBlock"], "*")), {}),
    "kestrel-subscribe": (policy(allow("aws-marketplace:Subscribe", "*")), {}),
    # All but some, of one service's everything.
    "kestrel-all-buckets": (policy(allow(None, "arn:aws:s3:::*", NotAction=["s3:Delete*", "s3:GetObject*"])), {}),
    # All but some, of one service and for one thing: wide in words only.
    "kestrel-all-but-delete": (policy(allow(None, "arn:aws:s3:::kestrel-scratch/*", NotAction=["s3:Delete*"])), {}),
}

# The policies of one power, in the two halves that a role may carry.
POWERS = [name for name in POLICIES if POLICIES[name][1] == {}]

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
        labels = labels or {"team": "platform"}
        made = iam.create_policy(PolicyName=name, PolicyDocument=document, Description=f"Kestrel Pay: {name}", Tags=tags(**labels))
        arns[name] = made["Policy"]["Arn"]
    # A second version in force, so that reading the first one would be wrong.
    narrowed = json.loads(POLICIES["kestrel-developer"][0])
    narrowed["Statement"].append(deny("s3:*", "arn:aws:s3:::kestrel-audit-log/*", Sid="NotTheAuditLog"))
    iam.create_policy_version(PolicyArn=arns["kestrel-developer"], PolicyDocument=json.dumps(narrowed), SetAsDefault=True)
    return arns
