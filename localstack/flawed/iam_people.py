"""IAM: people and programs, their groups, passwords, MFA devices and keys."""

from dataclasses import dataclass, field

from flawed.endpoint import allow, policy, tags

AWS = "arn:aws:iam::aws:policy/"

# group: the policies attached to it; AWS's own by ARN, the account's by name.
GROUPS = {
    "administrators": ["kestrel-admin-with-mfa"],
    "developers": ["kestrel-developer", "kestrel-everything-but-iam"],
    "finance": ["kestrel-ledger-read"],
    "auditors": [f"{AWS}SecurityAudit"],
    # Nobody is in it any more, and whoever is put in it gets what it has.
    "contractors": ["kestrel-ledger-read"],
    "data-science": [],
    # Everything, for whoever is put in it.
    "founders": [f"{AWS}AdministratorAccess"],
    "helpdesk": [],
}

# group: its inline policies.
INLINE = {
    "finance": {"see-the-bill": policy(allow("aws-portal:ViewBilling", "*"))},
    # Every object of every bucket, where nobody looks.
    "data-science": {"explore": policy(allow(["s3:GetObject", "s3:ListBucket"], "*"))},
    # Whoever may set anybody's password is everybody.
    "helpdesk": {"passwords": policy(allow(["iam:UpdateLoginProfile", "iam:CreateLoginProfile"], "*"))},
}


@dataclass
class User:
    """A user. Days count back from now; a key is (days since it was made, days since it was used or None, active)."""

    name: str
    groups: list = field(default_factory=list)
    path: str = "/people/"
    password: bool = True
    mfa: str | None = "virtual"
    signed_in_days: int | None = 2
    created_days: int = 700
    keys: list = field(default_factory=list)
    policies: list = field(default_factory=list)
    inline: dict = field(default_factory=dict)
    boundary: str | None = None


USERS = [
    # As it should be: MFA, and a key of this month.
    User("ana", ["administrators"], keys=[(20, 0, True)]),
    # A password alone opens the console; the key is 400 days old.
    User("ben", ["developers"], mfa=None, keys=[(400, 3, True)], boundary="kestrel-boundary"),
    User("carla", ["finance", "data-science"]),
    # A program's life: no password, a fresh key.
    User("dmitri", ["developers"], password=False, mfa=None, signed_in_days=None, keys=[(30, 1, True)]),
    # Left the company: the password works still, one key was switched off and one forgotten.
    User("elif", ["developers", "finance"], mfa=None, signed_in_days=310, created_days=950, keys=[(800, 320, True), (900, 810, False)]),
    # A hardware token instead of a phone.
    User("farid", ["auditors"], mfa="hardware", signed_in_days=12),
    User("hana", ["founders"], mfa="hardware", signed_in_days=3),
    User("ivo", ["helpdesk"], mfa="hardware", signed_in_days=1),
    # An intern with the break-glass policy, "for a week".
    User("greta", ["developers"], signed_in_days=None, created_days=95, policies=["kestrel-breakglass"]),
    # A key older than the company's rules, never used.
    User("svc-ledger-export", path="/service/", password=False, mfa=None, signed_in_days=None, created_days=1300, keys=[(1200, None, True)],
         policies=["kestrel-ledger-read"]),
    # Two keys, both in use: nobody ended the rotation.
    User("svc-clearing", path="/service/", password=False, mfa=None, signed_in_days=None, keys=[(80, 1, True), (40, 0, True)]),
    # An inline policy that grants a whole service.
    User("svc-archiver", path="/service/", password=False, mfa=None, signed_in_days=None, keys=[(12, 0, True)],
         inline={"archive": policy(allow("glacier:*", "*"))}),
    # An inline policy with which it can become anybody.
    User("svc-onboarding", path="/service/", password=False, mfa=None, signed_in_days=None, keys=[(15, 0, True)],
         inline={"people": policy(allow("iam:PutUserPolicy", "*"))}),
    # Two keys in the middle of a rotation: the old one is already off.
    User("svc-reconciliation", path="/service/", password=False, mfa=None, signed_in_days=None, keys=[(120, 10, False), (9, 0, True)],
         inline={"reconcile": policy(allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"], "arn:aws:sqs:us-east-1:111122223333:settlements"))}),
]


def seed(aws, policies):
    """Makes groups and users."""
    iam = aws.client("iam")
    for name, attached in GROUPS.items():
        iam.create_group(GroupName=name, Path="/")
        for one in attached:
            iam.attach_group_policy(GroupName=name, PolicyArn=policies.get(one, one))
        for policy_name, document in INLINE.get(name, {}).items():
            iam.put_group_policy(GroupName=name, PolicyName=policy_name, PolicyDocument=document)
    for user in USERS:
        make(aws, iam, user, policies)


def make(aws, iam, user, policies):
    """Makes one user."""
    asked = {"UserName": user.name, "Path": user.path, "Tags": tags(owner=user.name, kind=user.path.strip("/"))}
    if user.boundary:
        asked["PermissionsBoundary"] = policies[user.boundary]
    iam.create_user(**asked)
    for group in user.groups:
        iam.add_user_to_group(GroupName=group, UserName=user.name)
    for name in user.policies:
        iam.attach_user_policy(UserName=user.name, PolicyArn=policies[name])
    for name, document in user.inline.items():
        iam.put_user_policy(UserName=user.name, PolicyName=name, PolicyDocument=document)
    if user.password:
        iam.create_login_profile(UserName=user.name, Password="Correct-Horse-7-Battery", PasswordResetRequired=False)
    if user.mfa:
        enrol(iam, user)
    keys = []
    for created, used, active in user.keys:
        made = iam.create_access_key(UserName=user.name)["AccessKey"]["AccessKeyId"]
        keys.append({"id": made, "created_days": created, **({} if used is None else {"used_days": used})})
        if not active:
            iam.update_access_key(UserName=user.name, AccessKeyId=made, Status="Inactive")
    signed_in = {} if user.signed_in_days is None else {"signed_in_days": user.signed_in_days}
    aws.backdoor("age", user=user.name, created_days=user.created_days, keys=keys, **signed_in)


def enrol(iam, user):
    """Gives a user an MFA device."""
    serial = "GAHT12345678"
    if user.mfa == "virtual":
        made = iam.create_virtual_mfa_device(VirtualMFADeviceName=user.name)
        serial = made["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(UserName=user.name, SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321")
