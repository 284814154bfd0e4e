"""IAM: who may come in from outside – CI, vendors, single sign-on – and the roles of programs."""

import datetime

from flawed.endpoint import MAIN, SECOND, allow, deny, policy, tags

GITHUB = "token.actions.githubusercontent.com"
GITHUB_ARN = f"arn:aws:iam::{MAIN}:oidc-provider/{GITHUB}"
SAML_ARN = f"arn:aws:iam::{MAIN}:saml-provider/kestrel-okta"


def trusts(principal, action="sts:AssumeRole", **condition):
    """A trust policy of one statement."""
    return policy(allow(action, principal=principal, condition=condition or None))


# name: (path, trust policy, attached policies, inline policies, boundary)
ROLES = {
    # CI, held to one branch of one repository.
    "ci-deploy": (
        "/ci/",
        trusts({"Federated": GITHUB_ARN}, "sts:AssumeRoleWithWebIdentity",
               StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com", f"{GITHUB}:sub": "repo:kestrel-pay/payments:ref:refs/heads/main"}),
        ["kestrel-developer"], {}, "kestrel-boundary",
    ),
    # CI, open to every repository on GitHub: only the audience is checked.
    "ci-preview": (
        "/ci/",
        trusts({"Federated": GITHUB_ARN}, "sts:AssumeRoleWithWebIdentity", StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com"}),
        ["kestrel-developer"], {}, None,
    ),
    # A vendor as it should be: their account, and an external id against the confused deputy.
    "vendor-datalens": (
        "/vendors/",
        trusts({"AWS": "arn:aws:iam::333344445555:root"}, StringEquals={"sts:ExternalId": "kestrel-7f3a"}),
        [], {"read-exports": policy(allow("s3:GetObject", "arn:aws:s3:::kestrel-analytics-exports/*"))}, None,
    ),
    # A vendor without an external id.
    "vendor-nightbackup": (
        "/vendors/", trusts({"AWS": "arn:aws:iam::444455556666:root"}), [], {"backup": policy(allow(["s3:GetObject", "s3:ListBucket"], "*"))}, None,
    ),
    # A vendor "whose account number we did not have yet": anyone on AWS.
    "vendor-support": ("/vendors/", trusts({"AWS": "*"}), [], {"look": policy(allow(["logs:Get*", "logs:FilterLogEvents"], "*"))}, None),
    # Anyone, but of the company's own organization only.
    "org-log-reader": (
        "/", trusts({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-kestrel0001"}), [],
        {"read-audit-log": policy(allow("s3:GetObject", "arn:aws:s3:::kestrel-audit-log/*"))}, None,
    ),
    # People of the finance department, through single sign-on.
    "sso-finance": (
        "/sso/",
        trusts({"Federated": SAML_ARN}, "sts:AssumeRoleWithSAML", StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"}),
        ["kestrel-ledger-read"], {}, None,
    ),
    # Programs.
    "payments-api": (
        "/service/", trusts({"Service": "ec2.amazonaws.com"}), [],
        {"payments": policy(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::kestrel-payments/*"), allow("kms:Decrypt", "*"))},
        "kestrel-boundary",
    ),
    # Its inline policy grants everything: nobody sees it in the list of policies.
    "ledger-batch": ("/service/", trusts({"Service": "lambda.amazonaws.com"}), [], {"all": policy(allow("*", "*"), deny("iam:*", "*"))}, None),
    # What runs the audit itself, assumed from the second account.
    "bartizan-audit": (
        "/", trusts({"AWS": f"arn:aws:iam::{SECOND}:root"}, StringEquals={"sts:ExternalId": "bartizan"}),
        ["arn:aws:iam::aws:policy/SecurityAudit"], {}, None,
    ),
}


def seed(aws, policies):
    """Makes identity providers, roles, an instance profile and a certificate."""
    iam = aws.client("iam")
    iam.create_open_id_connect_provider(
        Url=f"https://{GITHUB}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"],
        Tags=tags(team="platform"),
    )
    iam.create_saml_provider(Name="kestrel-okta", SAMLMetadataDocument=saml_metadata(), Tags=tags(team="platform"))
    for name, (path, trust, attached, inline, boundary) in ROLES.items():
        asked = {"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust, "Tags": tags(team=path.strip("/") or "platform")}
        if boundary:
            asked["PermissionsBoundary"] = policies[boundary]
        iam.create_role(**asked)
        for one in attached:
            iam.attach_role_policy(RoleName=name, PolicyArn=policies.get(one, one))
        for policy_name, document in inline.items():
            iam.put_role_policy(RoleName=name, PolicyName=policy_name, PolicyDocument=document)
    iam.create_instance_profile(InstanceProfileName="payments-api", Path="/service/")
    iam.add_role_to_instance_profile(InstanceProfileName="payments-api", RoleName="payments-api")
    body, key = certificate()
    iam.upload_server_certificate(ServerCertificateName="api-kestrelpay-example", Path="/cloudfront/", CertificateBody=body, PrivateKey=key)


def certificate():
    """A self-signed certificate of the public API, valid for 20 days more: soon somebody is paged. Its key is thrown away."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "api.kestrelpay.example")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=345)).not_valid_after(now + datetime.timedelta(days=20))
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
