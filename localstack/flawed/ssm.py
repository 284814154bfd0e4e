"""Systems Manager: parameters, documents, patch baselines and maintenance windows. Machines and their patches no emulator has."""

import json
from dataclasses import dataclass, field

from flawed.endpoint import MAIN, PARTNER, tags

# name: (type, key, tags). The values are not real secrets, and Bartizan never asks for them.
PARAMETERS = {
    # Secrets in plain text.
    "/payments/db/password": ("String", None, {"team": "payments"}),
    "/analytics/warehouse/api_key": ("String", None, {"team": "analytics"}),
    # Secrets as they should be: with the account's own key, and with AWS's.
    "/ledger/db/password": ("SecureString", "ledger", {"team": "ledger"}),
    "/payments/card-network/private_key": ("SecureString", None, {"team": "payments"}),
    # No secrets, whatever they sound like to a careless match.
    "/payments/api/url": ("String", None, {"team": "payments"}),
    "/analytics/tokenizer/size": ("String", None, {"team": "analytics"}),
    "/platform/allowed-countries": ("StringList", None, {}),
}

# Secrets that nobody changed since.
OLD_PARAMETERS = {"/payments/card-network/private_key": 900}

# name: whom it is shared with.
DOCUMENTS = {
    "kestrel-rotate-logs": [],
    # With everyone on AWS, who then know how the company restarts its servers.
    "kestrel-restart-api": ["all"],
    # With one other company, and with the company's own archive.
    "kestrel-collect-evidence": [PARTNER],
}

@dataclass
class Baseline:
    """A patch baseline. One that says nothing else is as it should be."""

    name: str
    system: str = "AMAZON_LINUX_2"
    days: int | None = 7
    until: str | None = None
    level: str = "CRITICAL"
    classes: list = field(default_factory=lambda: ["Security"])
    groups: list = field(default_factory=list)
    rejected: list = field(default_factory=list)


BASELINES = [
    Baseline("kestrel-linux", groups=["payments", "ledger"]),
    # Two months until a critical patch is approved.
    Baseline("kestrel-windows", "WINDOWS", days=60, groups=["back-office"], classes=["SecurityUpdates", "CriticalUpdates"]),
    # Approves what was out two years ago.
    Baseline("kestrel-frozen", "UBUNTU", days=None, until="2024-06-30", groups=["terminals"]),
    # Everything but security.
    Baseline("kestrel-bugs-only", classes=["Bugfix"], groups=["batch"]),
    # A missing critical patch counts as nothing much.
    Baseline("kestrel-ungraded", "REDHAT_ENTERPRISE_LINUX", level="UNSPECIFIED", groups=["mainframe-bridge"]),
    # No kernel, ever.
    Baseline("kestrel-no-kernel", "SUSE", groups=["kiosks"], rejected=["kernel*"]),
    # Nobody uses it.
    Baseline("kestrel-debian", "DEBIAN"),
]


def seed(aws, keys):
    """Makes them."""
    ssm = aws.client("ssm")
    for name, (kind, key, labels) in PARAMETERS.items():
        secret = {"KeyId": keys[key]} if key else {}
        ssm.put_parameter(Name=name, Value="example,only", Type=kind, Description=f"Kestrel Pay: {name}", Tags=tags(**labels), **secret)
    for it in BASELINES:
        baseline(ssm, it)
    for name, shared_with in DOCUMENTS.items():
        document(ssm, name, shared_with)
    for name, days in OLD_PARAMETERS.items():
        aws.backdoor("age", parameter=name, region="us-east-1", changed_days=days)
    # Weekly, at work; and one that somebody switched off.
    window(ssm, "kestrel-patch-sundays", "cron(0 3 ? * SUN *)")
    window(ssm, "kestrel-patch-back-office", "cron(0 2 ? * SAT *)", enabled=False)
    # Open, and nothing happens; or nothing is there to do it to; or it was once.
    window(ssm, "kestrel-idle", "cron(0 4 ? * MON *)", task=False)
    window(ssm, "kestrel-nobody", "cron(0 4 ? * TUE *)", target=False)
    window(ssm, "kestrel-cutover", "at(2024-05-04T03:00:00)")
    aws.client("ssm", "eu-west-1").put_parameter(Name="/payments/eu/webhook-secret", Value="example", Type="String")


def baseline(ssm, it):
    """Makes one patch baseline and gives it its patch groups."""
    windows, debian = it.system == "WINDOWS", it.system in ("UBUNTU", "DEBIAN")
    filters = [] if debian else [{"Key": "CLASSIFICATION", "Values": it.classes}]
    grades = ["Required", "Important"] if debian else ["Critical", "Important"]
    filters.append({"Key": "PRIORITY" if debian else "MSRC_SEVERITY" if windows else "SEVERITY", "Values": grades})
    approved = {"ApproveUntilDate": it.until} if it.until else {"ApproveAfterDays": it.days}
    rule = {"PatchFilterGroup": {"PatchFilters": filters}, "ComplianceLevel": it.level, "EnableNonSecurity": False, **approved}
    made = ssm.create_patch_baseline(
        Name=it.name, OperatingSystem=it.system, ApprovalRules={"PatchRules": [rule]}, RejectedPatches=it.rejected,
        # No tags: moto, and with it LocalStack, takes them for those of an unknown resource.
        RejectedPatchesAction="BLOCK", Description=f"Kestrel Pay: {it.name}",
    )
    for group in it.groups if made else []:
        ssm.register_patch_baseline_for_patch_group(BaselineId=made["BaselineId"], PatchGroup=group)


def document(ssm, name, shared_with):
    """Makes one document, and shares it."""
    content = {"schemaVersion": "2.2", "description": f"Kestrel Pay: {name}", "mainSteps": []}
    ssm.create_document(Content=json.dumps(content), Name=name, DocumentType="Command", Tags=tags(team="platform"))
    if shared_with:
        ssm.modify_document_permission(Name=name, PermissionType="Share", AccountIdsToAdd=shared_with)


def window(ssm, name, schedule, enabled=True, task=True, target=True):
    """Makes one maintenance window that installs patches."""
    made = ssm.create_maintenance_window(
        Name=name, Schedule=schedule, Duration=3, Cutoff=1, AllowUnassociatedTargets=False, Tags=tags(team="platform")
    )
    if not made:
        return
    targets = [{"Key": "tag:PatchGroup", "Values": ["payments", "ledger"]}]
    if target:
        registered = ssm.register_target_with_maintenance_window(WindowId=made["WindowId"], ResourceType="INSTANCE", Targets=targets)
        targets = [{"Key": "WindowTargetIds", "Values": [registered["WindowTargetId"]]}] if registered else targets
    if task:
        ssm.register_task_with_maintenance_window(
            WindowId=made["WindowId"], Targets=targets, TaskArn="AWS-RunPatchBaseline", TaskType="RUN_COMMAND", Priority=1, MaxConcurrency="2",
            MaxErrors="1", ServiceRoleArn=f"arn:aws:iam::{MAIN}:role/service/patching",
        )
    if not enabled:
        ssm.update_maintenance_window(WindowId=made["WindowId"], Enabled=False)
