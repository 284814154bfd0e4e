"""A second account, 222222222222, in good order; the first one's auditors reach it by assuming a role.

    --role-arn arn:aws:iam::222222222222:role/bartizan-audit --external-id bartizan
"""

from flawed import account
from flawed.endpoint import MAIN, allow, policy, tags
from flawed.s3 import BLOCKED


def seed(aws):
    """Makes it."""
    iam = aws.client("iam")
    iam.create_account_alias(AccountAlias="kestrel-archive")
    account.contacts(aws, "BILLING", "OPERATIONS", "SECURITY")
    iam.update_account_password_policy(
        MinimumPasswordLength=16, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True, RequireLowercaseCharacters=True,
        AllowUsersToChangePassword=True, PasswordReusePrevention=24, MaxPasswordAge=90,
    )
    trust = policy(allow("sts:AssumeRole", principal={"AWS": f"arn:aws:iam::{MAIN}:root"}, condition={"StringEquals": {"sts:ExternalId": "bartizan"}}))
    iam.create_role(RoleName="bartizan-audit", AssumeRolePolicyDocument=trust, Tags=tags(team="platform"))
    iam.attach_role_policy(RoleName="bartizan-audit", PolicyArn="arn:aws:iam::aws:policy/SecurityAudit")
    iam.create_user(UserName="hana", Path="/people/", Tags=tags(owner="hana"))
    iam.create_login_profile(UserName="hana", Password="Correct-Horse-7-Battery")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="hana")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(UserName="hana", SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321")
    # The first account's root user has no MFA; this one's has.
    aws.backdoor("root", mfa=True)

    key = aws.client("kms").create_key(Description="archive", Tags=tags("TagKey", "TagValue", team="ledger"))["KeyMetadata"]
    aws.client("kms").enable_key_rotation(KeyId=key["KeyId"])
    aws.client("s3control").put_public_access_block(AccountId=aws.account, PublicAccessBlockConfiguration=BLOCKED)
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="kestrel-archive")
    s3.put_public_access_block(Bucket="kestrel-archive", PublicAccessBlockConfiguration=BLOCKED)
    encrypted = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key["Arn"]}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket="kestrel-archive", ServerSideEncryptionConfiguration={"Rules": [encrypted]})
