"""IAM: who may come in from outside – CI, vendors, single sign-on – and the roles of programs."""

import datetime
from dataclasses import dataclass, field

from flawed.endpoint import MAIN, PARTNER, SECOND, allow, deny, policy, tags
from flawed.iam_policies import POWERS

GITHUB = "token.actions.githubusercontent.com"
GITHUB_ARN = f"arn:aws:iam::{MAIN}:oidc-provider/{GITHUB}"
SAML_ARN = f"arn:aws:iam::{MAIN}:saml-provider/kestrel-okta"


def trusts(principal, action="sts:AssumeRole", **condition):
    """A trust policy of one statement."""
    return policy(allow(action, principal=principal, condition=condition or None))


GITLAB = "gitlab.com"
GITLAB_ARN = f"arn:aws:iam::{MAIN}:oidc-provider/{GITLAB}"
CLUSTER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
CLUSTER_ARN = f"arn:aws:iam::{MAIN}:oidc-provider/{CLUSTER}"
AWS = "arn:aws:iam::aws:policy/"


def services(*names):
    """A trust policy of AWS's own services."""
    return trusts({"Service": [f"{name}.amazonaws.com" for name in names]})


def github(sub=None, operator="StringEquals", aud="sts.amazonaws.com"):
    """A trust policy of GitHub's workflows."""
    condition = {}
    if aud:
        condition["StringEquals"] = {f"{GITHUB}:aud": aud}
    if sub:
        condition.setdefault(operator, {})[f"{GITHUB}:sub"] = sub
    return trusts({"Federated": GITHUB_ARN}, "sts:AssumeRoleWithWebIdentity", **condition)


def vendor(account, external_id=None):
    """A trust policy of another company."""
    condition = {"StringEquals": {"sts:ExternalId": external_id}} if external_id else {}
    return trusts({"AWS": f"arn:aws:iam::{account}:root"}, **condition)


@dataclass
class Role:
    """A role. Days count back from now; one that is never used has none."""

    name: str
    path: str
    trust: str
    attached: list = field(default_factory=list)
    inline: dict = field(default_factory=dict)
    boundary: str | None = None
    used_days: int | None = 1
    hours: int = 1


ROLES = [
    # CI, held to one branch of one repository.
    Role("ci-deploy", "/ci/", github("repo:kestrel-pay/payments:ref:refs/heads/main"), ["kestrel-settlement-queue"], boundary="kestrel-boundary"),
    # CI, open to every repository on GitHub: only the audience is checked; or the subject is a wildcard.
    Role("ci-preview", "/ci/", github(), ["kestrel-settlement-queue"]),
    Role("ci-anything", "/ci/", github("repo:*", "StringLike"), ["kestrel-settlement-queue"]),
    # CI, open to every repository of the company.
    Role("ci-company", "/ci/", github("repo:kestrel-pay/*:ref:refs/heads/main", "StringLike"), ["kestrel-settlement-queue"]),
    # CI, with the subject and without the audience.
    Role("ci-audience", "/ci/", github("repo:kestrel-pay/ledger:ref:refs/heads/main", aud=None), ["kestrel-settlement-queue"]),
    # Another forge, where one project is as good as all: its pattern leaves the group open.
    Role("ci-gitlab", "/ci/", trusts({"Federated": GITLAB_ARN}, "sts:AssumeRoleWithWebIdentity",
                                     StringLike={f"{GITLAB}:sub": "project_path:*"}, StringEquals={f"{GITLAB}:aud": "https://gitlab.com"})),
    # A cluster's programs: one service account, and all of them.
    Role("pods-ledger", "/service/", trusts({"Federated": CLUSTER_ARN}, "sts:AssumeRoleWithWebIdentity", StringEquals={
        f"{CLUSTER}:aud": "sts.amazonaws.com", f"{CLUSTER}:sub": "system:serviceaccount:ledger:api"})),
    Role("pods-any", "/service/", trusts({"Federated": CLUSTER_ARN}, "sts:AssumeRoleWithWebIdentity",
                                         StringEquals={f"{CLUSTER}:aud": "sts.amazonaws.com"})),
    # An app of the company's own at Google, and anybody's.
    Role("app-mobile", "/service/", trusts({"Federated": "accounts.google.com"}, "sts:AssumeRoleWithWebIdentity",
                                           StringEquals={"accounts.google.com:aud": "kestrel.apps.googleusercontent.com"})),
    Role("app-prototype", "/service/", trusts({"Federated": "accounts.google.com"}, "sts:AssumeRoleWithWebIdentity")),

    # A vendor as it should be: their account, and an external id against the confused deputy.
    Role("vendor-datalens", "/vendors/", vendor("333344445555", "kestrel-7f3a"), ["kestrel-read-exports"]),
    # Another, who may read everything there is.
    Role("vendor-cloudcost", "/vendors/", vendor("666677778888", "kestrel-91cc"), [f"{AWS}ReadOnlyAccess"]),
    # A vendor without an external id.
    Role("vendor-nightbackup", "/vendors/", vendor(PARTNER), inline={"backup": policy(allow(["s3:GetObject", "s3:ListBucket"], "*"))}),
    # A vendor "whose account number we did not have yet": anyone on AWS.
    Role("vendor-support", "/vendors/", trusts({"AWS": "*"}), ["kestrel-look-at-trails"]),
    # Somebody who was deleted: IAM has put an id in place of the name.
    Role("vendor-former", "/vendors/", trusts({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}), ["kestrel-read-exports"]),
    # Anyone, but of the company's own organization only.
    Role("org-log-reader", "/", trusts({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "{org}"}),
         inline={"read-audit-log": policy(allow("s3:GetObject", "arn:aws:s3:::kestrel-audit-log/*"))}),
    # Whoever the account's own policies let.
    Role("operations", "/", vendor(MAIN), ["kestrel-look-at-trails", "kestrel-own-keys", f"{AWS}AWSCloudShellFullAccess"]),
    # Everything, for whoever signed in with MFA; and everything for a program.
    Role("break-glass", "/", trusts({"AWS": f"arn:aws:iam::{MAIN}:root"}, Bool={"aws:MultiFactorAuthPresent": "true"}), ["kestrel-breakglass"]),
    Role("deploy-everything", "/service/", trusts({"Service": "codebuild.amazonaws.com"}, StringEquals={"aws:SourceAccount": MAIN}), [f"{AWS}AdministratorAccess"]),
    Role("vendor-rescue", "/vendors/", vendor("777788889999", "kestrel-rescue"), [f"{AWS}AdministratorAccess"]),
    # Its inline policy lets it write policies for itself.
    Role("self-service", "/service/", services("lambda"), inline={"policies": policy(allow("iam:PutRolePolicy", "*"))}),
    # Another company's organization.
    Role("consortium-reader", "/", trusts({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-consortium1"}), ["kestrel-read-rates"]),
    # Who opens cases with AWS.
    Role("support-cases", "/", trusts({"AWS": f"arn:aws:iam::{MAIN}:root"}, Bool={"aws:MultiFactorAuthPresent": "true"}), [f"{AWS}AWSSupportAccess"]),

    # People of the finance department, through single sign-on; and where nobody asks whom the assertion was made for.
    Role("sso-finance", "/sso/", trusts({"Federated": SAML_ARN}, "sts:AssumeRoleWithSAML",
                                        StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"}), ["kestrel-ledger-read"]),
    Role("sso-legacy", "/sso/", trusts({"Federated": SAML_ARN}, "sts:AssumeRoleWithSAML"), ["kestrel-ledger-read"]),
    # People whose sessions last half a day.
    Role("sso-treasury", "/sso/", trusts({"Federated": SAML_ARN}, "sts:AssumeRoleWithSAML",
                                         StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"}), ["kestrel-ledger-read"], hours=12),

    # Programs. A session that lasts half a day means nothing where a service renews it.
    Role("payments-api", "/service/", services("ec2"),
         inline={"payments": policy(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::kestrel-payments/*"))}, boundary="kestrel-boundary", hours=12),
    # Its inline policy grants nearly everything: nobody sees it in the list of policies.
    Role("ledger-batch", "/service/", services("lambda"), inline={"all": policy(allow("*", "*"), deny("iam:*", "*"))}),
    # A service that acts for whoever asks it, and one that acts for this account only.
    Role("deputy-open", "/service/", services("cloudtrail"), ["kestrel-look-at-trails"]),
    Role("deputy-held", "/service/", trusts({"Service": "cloudtrail.amazonaws.com"}, StringEquals={"aws:SourceAccount": MAIN}), ["kestrel-look-at-trails"]),
    # Nobody used it for more than a year; and nobody ever.
    Role("batch-2019", "/service/", services("ec2"), ["kestrel-settlement-queue"], used_days=420),
    Role("poc-2021", "/service/", services("ec2"), ["kestrel-settlement-queue"], used_days=None),
    # What carries the policies of one power each.
    Role("tooling-a", "/service/", services("ec2"), POWERS[:12]),
    Role("tooling-b", "/service/", services("ec2"), POWERS[12:]),
    # What S3 copies with.
    Role("replication", "/service/", trusts({"Service": "s3.amazonaws.com"}, StringEquals={"aws:SourceAccount": MAIN}),
         inline={"copy": policy(allow("s3:ReplicateObject", "arn:aws:s3:::kestrel-copies/*"))}),
    # What runs the audit itself, assumed from the second account.
    Role("bartizan-audit", "/", vendor(SECOND, "bartizan"), [f"{AWS}SecurityAudit"]),
]


def seed(aws, policies, org):
    """Makes identity providers, roles, an instance profile and certificates."""
    iam = aws.client("iam")
    for issuer, audience in ((GITHUB, "sts.amazonaws.com"), (GITLAB, "https://gitlab.com"), (CLUSTER, "sts.amazonaws.com")):
        iam.create_open_id_connect_provider(
            Url=f"https://{issuer}", ClientIDList=[audience], ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"], Tags=tags(team="platform")
        )
    # One that runs for years, one that ended, and one that ends in three weeks.
    for name, days in (("kestrel-okta", 2000), ("kestrel-adfs", -30), ("kestrel-partners", 21)):
        iam.create_saml_provider(Name=name, SAMLMetadataDocument=saml_metadata(), Tags=tags(team="platform"))
        aws.backdoor("age", saml_provider=name, valid_days=days)
    for it in ROLES:
        role(aws, iam, it, policies, org)
    iam.create_instance_profile(InstanceProfileName="payments-api", Path="/service/")
    iam.add_role_to_instance_profile(InstanceProfileName="payments-api", RoleName="payments-api")
    for name, days in (("api-kestrelpay-example", 20), ("www-kestrelpay-example", 300), ("old-kestrelpay-example", -40)):
        body, key = certificate(name, days)
        iam.upload_server_certificate(ServerCertificateName=name, Path="/cloudfront/", CertificateBody=body, PrivateKey=key)


def role(aws, iam, it, policies, org):
    """Makes one role."""
    asked = {
        "RoleName": it.name, "Path": it.path, "AssumeRolePolicyDocument": it.trust.replace("{org}", org), "MaxSessionDuration": it.hours * 3600,
        "Tags": tags(team=it.path.strip("/") or "platform"),
    }
    if it.boundary:
        asked["PermissionsBoundary"] = policies[it.boundary]
    iam.create_role(**asked)
    for one in it.attached:
        iam.attach_role_policy(RoleName=it.name, PolicyArn=policies.get(one, one))
    for policy_name, document in it.inline.items():
        iam.put_role_policy(RoleName=it.name, PolicyName=policy_name, PolicyDocument=document)
    used = {} if it.used_days is None else {"used_days": it.used_days}
    aws.backdoor("age", role=it.name, created_days=700, **used)


def certificate(name, days):
    """A self-signed certificate that ends in so many days. Its key is thrown away."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name.replace("-", "."))])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=345)).not_valid_after(now + datetime.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def saml_metadata():
    """Metadata of an identity provider; AWS wants at least 1,000 characters."""
    return (
        '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://kestrel.okta.example/saml" '
        'validUntil="2035-01-01T00:00:00Z"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f"<!-- {'a certificate would be here '.ljust(900, '.')} -->"
        '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://kestrel.okta.example/sso"/>'
        "</IDPSSODescriptor></EntityDescriptor>"
    )
