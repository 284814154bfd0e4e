"""What the AWS API cannot set, set inside an emulator: dates, and the root user's MFA.

Moto answers IAM's calls, in our moto server as well as in LocalStack, so one module serves both launchers. Two requests:

    POST /_bartizan/age   {"account": "111122223333", "user": "ben", "created_days": 400, "signed_in_days": 3,
                           "keys": [{"id": "AKIA…", "created_days": 400, "used_days": 200}]}
                          {"account": "111122223333", "role": "batch", "created_days": 700, "used_days": 420}
                          {"account": "111122223333", "saml_provider": "okta", "valid_days": 21}
                          {"account": "111122223333", "region": "us-east-1", "parameter": "/db/password", "changed_days": 900}
    POST /_bartizan/root  {"account": "111122223333", "mfa": true}

Days are counted back from now; a provider is valid for so many from now on. It also puts right what moto leaves out and AWS never does: the root user's row of the
credential report, the account that an access point is in, and the names and ids of policies in GetAccountAuthorizationDetails, when a server
certificate ends, what kind a window's task is, DescribePatchGroups, GetPatchBaseline and UpdateMaintenanceWindow. Of AWS's own policies that call lists the
ones in use, as AWS does; moto lists all 1,580 of them, 6 MB.
"""

import datetime
import json

from moto.core.responses import ActionResult
from moto.iam import models
from moto.iam import responses as iam_answers
from moto.s3control import responses as s3control
from moto.ssm import models as ssm
from moto.ssm import responses as ssm_answers

task_listed = ssm.FakeMaintenanceWindowTask.to_json
window_listed = ssm.FakeMaintenanceWindow.to_json
list_certificates = iam_answers.IamResponse.list_server_certificates

PATHS = ("/_bartizan/age", "/_bartizan/root")


def answer(path, body):
    """Handles one request; returns the status and the body of the answer."""
    try:
        asked = json.loads(body)
        {"/_bartizan/age": age, "/_bartizan/root": root}[path](models.iam_backends[asked["account"]]["aws"], asked)
    except Exception as problem:  # a wrong request must not end the emulator
        return 400, json.dumps({"error": f"{type(problem).__name__}: {problem}"})
    return 200, "{}"


def age(backend, asked):
    """Moves the dates of something."""
    for kind, move in (("user", user), ("role", role), ("saml_provider", saml_provider), ("parameter", parameter)):
        if kind in asked:
            move(backend, asked)


def user(backend, asked):
    """A user's dates, and those of its keys."""
    it = backend.get_user(asked["user"])
    if "created_days" in asked:
        it.create_date = ago(asked["created_days"])
    if "signed_in_days" in asked:
        it.password_last_used = ago(asked["signed_in_days"])
    for change in asked.get("keys", []):
        key = it.get_access_key_by_id(change["id"])
        key.create_date = ago(change["created_days"])
        if "used_days" in change:
            key.last_used = models.AccessKeyLastUsed(ago(change["used_days"]), "s3", "us-east-1")


def role(backend, asked):
    """When a role was made and used."""
    it = backend.get_role(asked["role"])
    it.create_date = ago(asked["created_days"])
    if "used_days" in asked:
        it.last_used, it.last_used_region = ago(asked["used_days"]), "us-east-1"


def saml_provider(backend, asked):
    """How long the metadata of an identity provider is good."""
    arn = f"arn:{backend.partition}:iam::{backend.account_id}:saml-provider/{asked['saml_provider']}"
    backend.saml_providers[asked["saml_provider"]].valid_until = ago(-asked["valid_days"])


def parameter(backend, asked):
    """When a parameter was changed."""
    of_region = ssm.ssm_backends[asked["account"]][asked["region"]]
    for version in of_region._parameters[asked["parameter"]]:
        then = ago(asked["changed_days"])
        # Moto 5.1, which LocalStack has, keeps seconds.
        seconds = isinstance(version.last_modified_date, (int, float))
        version.last_modified_date = then.replace(tzinfo=datetime.timezone.utc).timestamp() if seconds else then


def root(backend, asked):
    """Says whether the root user has MFA."""
    backend.account_summary._account_mfa_enabled = int(asked["mfa"])


def ago(days):
    """A time in the past, as moto keeps it: UTC without a zone."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
    return now - datetime.timedelta(days=days)


def by_header():
    """Has S3 Control take the account from its header. Moto 5.1, which LocalStack has, takes what precedes the host's first dot."""
    answers = s3control.S3ControlResponse
    for part, place in (("accesspoint", -1), ("policy", -2)):
        name = f"_get_accountid_and_name_from_{part}"
        if hasattr(answers, name):
            setattr(answers, name, lambda self, url, place=place: (self.headers["x-amz-account-id"], url.split("?")[0].split("/")[place]))


def certificates(self):
    """Server certificates, each with its own end; moto has all of them end in 2012."""
    from cryptography.x509 import load_pem_x509_certificate

    answer = list_certificates(self)
    bodies = {cert.arn: cert.cert_body for cert in self.backend.list_server_certificates()}
    for told in answer.result["ServerCertificateMetadataList"]:
        told["Expiration"] = load_pem_x509_certificate(bodies[told["Arn"]].encode()).not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    return answer


def patch_baseline(self):
    """What was given to CreatePatchBaseline."""
    of_region = self.ssm_backend
    told = of_region.baselines[self._get_param("BaselineId")].to_json()
    told["Name"], told["Description"] = told.pop("BaselineName"), told.pop("BaselineDescription")
    told.pop("DefaultBaseline")
    told["PatchGroups"] = [name for name, baseline in groups(of_region) if baseline is of_region.baselines[told["BaselineId"]]]
    return ActionResult({name: value for name, value in told.items() if value is not None})


def patch_groups(self):
    """Which baseline each patch group uses."""
    told = []
    for name, baseline in groups(self.ssm_backend):
        identity = {"BaselineId": baseline.id, "BaselineName": baseline.name, "OperatingSystem": baseline.operating_system, "DefaultBaseline": False}
        told.append({"PatchGroup": name, "BaselineIdentity": identity})
    return ActionResult({"Mappings": told})


def groups(of_region):
    """Patch groups of a region, each with a baseline of the account's own."""
    for name, group in of_region.patch_groups.items():
        for chosen in group.associations.values():
            if chosen in of_region.baselines:
                yield name, of_region.baselines[chosen]


def update_window(self):
    """Switches a maintenance window off or on."""
    window = self.ssm_backend.windows[self._get_param("WindowId")]
    window.enabled = self._get_param("Enabled", window_enabled(window))
    return ActionResult({"WindowId": self._get_param("WindowId"), "Enabled": window.enabled})


def window_enabled(window):
    """Whether a window is on; moto has all of them on."""
    return getattr(window, "enabled", True)


def window_told(self):
    """A maintenance window as it is listed."""
    return {**window_listed(self), "Enabled": window_enabled(self)}


def open_door():
    """Puts moto's answers right, as the top of this file says."""
    by_header()
    iam_answers.IamResponse.list_server_certificates = certificates
    ssm_answers.SimpleSystemManagerResponse.get_patch_baseline = patch_baseline
    ssm_answers.SimpleSystemManagerResponse.update_maintenance_window = update_window
    ssm_answers.SimpleSystemManagerResponse.describe_patch_groups = patch_groups
    ssm.FakeMaintenanceWindow.to_json = window_told
    ssm.FakeMaintenanceWindowTask.to_json = lambda self: {**task_listed(self), "Type": self.task_type}
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
