"""What the AWS API cannot set, set inside an emulator: dates of the past, and the root user's MFA.

Moto answers IAM's calls, in our moto server as well as in LocalStack, so one module serves both launchers. Two requests:

    POST /_bartizan/age   {"account": "111122223333", "user": "ben", "created_days": 400, "signed_in_days": 3,
                           "keys": [{"id": "AKIA…", "created_days": 400, "used_days": 200}]}
    POST /_bartizan/root  {"account": "111122223333", "mfa": true}

Days are counted back from now. It also puts right what moto leaves out and AWS never does: the root user's row of the
credential report, and the names and ids of policies in GetAccountAuthorizationDetails. Of AWS's own policies that call lists the
ones in use, as AWS does; moto lists all 1,580 of them, 6 MB.
"""

import datetime
import json

from moto.iam import models

PATHS = ("/_bartizan/age", "/_bartizan/root")


def answer(path, body):
    """Handles one request; returns the status and the body of the answer."""
    try:
        asked = json.loads(body)
        backend = models.iam_backends[asked["account"]]["aws"]
        {"/_bartizan/age": age, "/_bartizan/root": root}[path](backend, asked)
    except Exception as problem:  # a wrong request must not end the emulator
        return 400, json.dumps({"error": f"{type(problem).__name__}: {problem}"})
    return 200, "{}"


def age(backend, asked):
    """Moves a user's dates into the past."""
    user = backend.get_user(asked["user"])
    if "created_days" in asked:
        user.create_date = ago(asked["created_days"])
    if "signed_in_days" in asked:
        user.password_last_used = ago(asked["signed_in_days"])
    for change in asked.get("keys", []):
        key = user.get_access_key_by_id(change["id"])
        key.create_date = ago(change["created_days"])
        if "used_days" in change:
            key.last_used = models.AccessKeyLastUsed(ago(change["used_days"]), "s3", "us-east-1")


def root(backend, asked):
    """Says whether the root user has MFA."""
    backend.account_summary._account_mfa_enabled = int(asked["mfa"])


def ago(days):
    """A time in the past, as moto keeps it: UTC without a zone."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
    return now - datetime.timedelta(days=days)


def open_door():
    """Puts moto's answers right, as the top of this file says."""
    # The answer is made of attributes by these names, and moto has others.
    models.ManagedPolicy.policy_name = property(lambda self: self.name)
    models.ManagedPolicy.policy_id = property(lambda self: self.id)
    all_details = models.IAMBackend.get_account_authorization_details

    def details_in_use(self, *asked):
        details = all_details(self, *asked)
        of_aws = f"arn:{self.partition}:iam::aws:"
        kept = [it for it in details["managed_policies"] if it.attachment_count or not it.arn.startswith(of_aws)]
        return {**details, "managed_policies": kept}

    models.IAMBackend.get_account_authorization_details = details_in_use

    without_root = models.IAMBackend.get_credential_report

    def with_root(self):
        report = without_root(self)
        report = report.decode() if isinstance(report, bytes) else report
        header, _, users = report.partition("\n")
        return f"{header}\n{root_row(self, header.split(','))}\n{users}"

    models.IAMBackend.get_credential_report = with_root


def root_row(backend, columns):
    """The root user's row as AWS writes it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """
    told = {
        "user": "<root_account>",
        "arn": f"arn:aws:iam::{backend.account_id}:root",
        "user_creation_time": ago(2000).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "password_last_used": ago(41).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "mfa_active": "true" if backend.account_summary._account_mfa_enabled else "false",
    }
    for column in columns:
        if column.endswith("_active"):
            told.setdefault(column, "false")
    told.update({"password_enabled": "not_supported", "password_last_changed": "not_supported", "password_next_rotation": "not_supported"})
    return ",".join(told.get(column, "N/A") for column in columns)
