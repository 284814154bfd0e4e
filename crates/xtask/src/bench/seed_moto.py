"""Seeds moto with K times about 160 resources of the six services, and prints how many there are.

    python seed_moto.py http://127.0.0.1:5610 K

For each K: 20 users (keys and passwords for half of them), 20 roles, 20 policies, 3 groups, 50 buckets, 20 keys,
1 web ACL, 5 parameters; and 2 trails, whatever K is. The field's largest tool was measured with the same.
"""

import json
import sys

import boto3

ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
})
VISIBLE = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "web"}


def main(endpoint, times):
    session = boto3.Session(aws_access_key_id="111122223333", aws_secret_access_key="bench", region_name="us-east-1")
    client = {name: session.client(name, endpoint_url=endpoint) for name in ("iam", "s3", "kms", "cloudtrail", "wafv2", "ssm")}
    made = iam(client["iam"], times) + s3(client["s3"], times) + kms(client["kms"], times)
    made += cloudtrail(client["cloudtrail"]) + wafv2(client["wafv2"], times) + ssm(client["ssm"], times)
    print(made)


def iam(client, times):
    for i in range(3 * times):
        client.create_group(GroupName=f"group-{i}")
    for i in range(20 * times):
        user, role, policy = f"user-{i}", f"role-{i}", f"policy-{i}"
        arn = client.create_policy(PolicyName=policy, PolicyDocument=ALLOW)["Policy"]["Arn"]
        client.create_user(UserName=user)
        client.add_user_to_group(UserName=user, GroupName=f"group-{i % (3 * times)}")
        client.create_role(RoleName=role, AssumeRolePolicyDocument=TRUST)
        client.attach_role_policy(RoleName=role, PolicyArn=arn)
        if i % 2:
            client.create_access_key(UserName=user)
            client.create_login_profile(UserName=user, Password="Bench-2026-pass!")
    return 63 * times


def s3(client, times):
    for i in range(50 * times):
        name = f"bench-bucket-{i:04}"
        client.create_bucket(Bucket=name)
        if i % 2:
            client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if i % 5 == 1:
            client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "team", "Value": "payments"}]})
    return 50 * times


def kms(client, times):
    for i in range(20 * times):
        key = client.create_key(Description=f"bench {i}")["KeyMetadata"]["KeyId"]
        if i % 2:
            client.enable_key_rotation(KeyId=key)
    return 20 * times


def cloudtrail(client):
    for i in range(2):
        client.create_trail(Name=f"trail-{i}", S3BucketName=f"bench-bucket-{i:04}", IsMultiRegionTrail=i == 0)
        client.start_logging(Name=f"trail-{i}")
    return 2


def wafv2(client, times):
    for i in range(times):
        client.create_web_acl(Name=f"web-{i}", Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=[], VisibilityConfig=VISIBLE)
    return times


def ssm(client, times):
    for i in range(5 * times):
        client.put_parameter(Name=f"/bench/{i}/url", Value="https://example.com", Type="String")
    return 5 * times


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
