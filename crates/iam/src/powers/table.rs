//! The powers that a policy can give, and the actions that give them.

use super::Power;

/// What an action acts on, and so which resources must be covered for it to act on all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// No resource of its own: only `*` covers it.
    Nothing,
    /// Part of an ARN behind the account, of a service, with `REGION` and `ACCOUNT` where it has them.
    Arn(&'static [&'static str]),
}

/// ARNs that nobody has. What matches all of a kind was not written for one resource.
/// Two of each, of different lengths and depths, so that `?` and `a*` are no accident.
const ROLE: Target = Target::Arn(&["iam::ACCOUNT:role/zqkw", "iam::ACCOUNT:role/qz/xvjzzz9"]);
const USER: Target = Target::Arn(&["iam::ACCOUNT:user/zqkw", "iam::ACCOUNT:user/qz/xvjzzz9"]);
const GROUP: Target = Target::Arn(&["iam::ACCOUNT:group/zqkw", "iam::ACCOUNT:group/qz/xvjzzz9"]);
const POLICY: Target = Target::Arn(&["iam::ACCOUNT:policy/zqkw", "iam::ACCOUNT:policy/qz/xvjzzz9"]);
const BUCKET: Target = Target::Arn(&["s3:::zqkw", "s3:::qz-xvjzzz9"]);
const OBJECT: Target = Target::Arn(&["s3:::zqkw/x", "s3:::qz-xvjzzz9/j/k9"]);
const SECRET: Target = Target::Arn(&[
    "secretsmanager:REGION:ACCOUNT:secret:zqkw-Xv9jZz",
    "secretsmanager:REGION:ACCOUNT:secret:qz/xvj-9zZkwX",
]);
const PARAMETER: Target = Target::Arn(&[
    "ssm:REGION:ACCOUNT:parameter/zqkw",
    "ssm:REGION:ACCOUNT:parameter/qz/xvjzzz9",
]);
const KEY: Target = Target::Arn(&[
    "kms:REGION:ACCOUNT:key/9f0e8d7c-zqkw",
    "kms:REGION:ACCOUNT:key/mrk-0a1b2c3d4e5f",
]);
const TABLE: Target = Target::Arn(&[
    "dynamodb:REGION:ACCOUNT:table/zqkw",
    "dynamodb:REGION:ACCOUNT:table/qz.xvjzzz9",
]);
const TRAIL: Target = Target::Arn(&[
    "cloudtrail:REGION:ACCOUNT:trail/zqkw",
    "cloudtrail:REGION:ACCOUNT:trail/qz-xvjzzz9",
]);
const ANALYZER: Target = Target::Arn(&["access-analyzer:REGION:ACCOUNT:analyzer/zqkw"]);
const DETECTOR: Target = Target::Arn(&["guardduty:REGION:ACCOUNT:detector/zqkw"]);
const HUB: Target = Target::Arn(&["securityhub:REGION:ACCOUNT:hub/default"]);
const NOTHING: Target = Target::Nothing;

/// One of each kind, for "everything".
pub(super) const ANYTHING: Target = Target::Arn(&[
    "zq:REGION:ACCOUNT:zqkw/x",
    "iam::ACCOUNT:role/qz",
    "s3:::zqkw/x",
    "kms:REGION:ACCOUNT:key/qz",
]);

/// Actions that "everything" has among others; the first is nobody's.
pub(super) const SOME_ACTIONS: &[&str] = &["zqkw:XvJz", "iam:CreateUser", "s3:GetObject", "q:q"];

/// Actions without which nobody is an administrator.
pub(crate) const ADMINISTERING: &[&str] = &[
    "zqkw:XvJz",
    "iam:AttachRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:PutRolePolicy",
    "iam:PassRole",
];

/// An action that gives a power.
pub(super) struct Gives {
    pub(super) power: Power,
    pub(super) action: &'static str,
    pub(super) target: Target,
    /// A condition key that takes the power away, whatever its value, unless that is `*`.
    pub(super) unless: Option<&'static str>,
}

const fn gives(power: Power, action: &'static str, target: Target) -> Gives {
    Gives {
        power,
        action,
        target,
        unless: None,
    }
}

/// Changing permissions within a boundary does not lead out of it.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
const fn changes(action: &'static str, target: Target) -> Gives {
    Gives {
        power: Power::ChangePermissions,
        action,
        target,
        unless: Some("iam:PermissionsBoundary"),
    }
}

/// Every action that gives a power, in the order of the powers.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
pub(super) const TABLE_OF_POWERS: &[Gives] = &[
    Gives {
        power: Power::PassAnyRole,
        action: "iam:PassRole",
        target: ROLE,
        unless: Some("iam:PassedToService"),
    },
    gives(Power::AssumeAnyRole, "sts:AssumeRole", ROLE),
    gives(Power::ReadAnyObject, "s3:GetObject", OBJECT),
    gives(Power::ReadAnyObject, "s3:GetObjectVersion", OBJECT),
    gives(
        Power::ReadAnySecret,
        "secretsmanager:GetSecretValue",
        SECRET,
    ),
    gives(Power::ReadAnySecret, "ssm:GetParameter", PARAMETER),
    gives(Power::ReadAnySecret, "ssm:GetParameters", PARAMETER),
    gives(Power::ReadAnySecret, "ssm:GetParametersByPath", PARAMETER),
    gives(Power::ReadAnySecret, "ssm:GetParameterHistory", PARAMETER),
    gives(Power::DecryptWithAnyKey, "kms:Decrypt", KEY),
    gives(Power::DecryptWithAnyKey, "kms:ReEncryptFrom", KEY),
    gives(Power::ReadAnyTable, "dynamodb:GetItem", TABLE),
    gives(Power::ReadAnyTable, "dynamodb:BatchGetItem", TABLE),
    gives(Power::ReadAnyTable, "dynamodb:Query", TABLE),
    gives(Power::ReadAnyTable, "dynamodb:Scan", TABLE),
    gives(Power::ReadAnyTable, "dynamodb:PartiQLSelect", TABLE),
    gives(
        Power::ReadAnyTable,
        "dynamodb:ExportTableToPointInTime",
        TABLE,
    ),
    gives(Power::StopTheTrail, "cloudtrail:StopLogging", TRAIL),
    gives(Power::StopTheTrail, "cloudtrail:DeleteTrail", TRAIL),
    gives(Power::StopTheTrail, "cloudtrail:UpdateTrail", TRAIL),
    gives(Power::StopTheTrail, "cloudtrail:PutEventSelectors", TRAIL),
    gives(Power::DeleteKeys, "kms:ScheduleKeyDeletion", KEY),
    gives(Power::DeleteKeys, "kms:DisableKey", KEY),
    gives(Power::DeleteKeys, "kms:DeleteImportedKeyMaterial", KEY),
    changes("iam:AttachUserPolicy", USER),
    changes("iam:AttachRolePolicy", ROLE),
    changes("iam:AttachGroupPolicy", GROUP),
    changes("iam:PutUserPolicy", USER),
    changes("iam:PutRolePolicy", ROLE),
    changes("iam:PutGroupPolicy", GROUP),
    changes("iam:CreatePolicyVersion", POLICY),
    changes("iam:SetDefaultPolicyVersion", POLICY),
    changes("iam:UpdateAssumeRolePolicy", ROLE),
    changes("iam:CreateAccessKey", USER),
    changes("iam:CreateLoginProfile", USER),
    changes("iam:UpdateLoginProfile", USER),
    changes("iam:AddUserToGroup", GROUP),
    changes("iam:DeleteUserPermissionsBoundary", USER),
    changes("iam:DeleteRolePermissionsBoundary", ROLE),
    gives(
        Power::LeaveGuardrails,
        "organizations:LeaveOrganization",
        NOTHING,
    ),
    gives(
        Power::LeaveGuardrails,
        "s3:PutAccountPublicAccessBlock",
        NOTHING,
    ),
    gives(
        Power::LeaveGuardrails,
        "s3:PutBucketPublicAccessBlock",
        BUCKET,
    ),
    gives(
        Power::LeaveGuardrails,
        "iam:DeleteAccountPasswordPolicy",
        NOTHING,
    ),
    gives(
        Power::LeaveGuardrails,
        "access-analyzer:DeleteAnalyzer",
        ANALYZER,
    ),
    gives(Power::LeaveGuardrails, "guardduty:DeleteDetector", DETECTOR),
    gives(
        Power::LeaveGuardrails,
        "securityhub:DisableSecurityHub",
        HUB,
    ),
    gives(
        Power::LeaveGuardrails,
        "config:StopConfigurationRecorder",
        NOTHING,
    ),
    gives(
        Power::LeaveGuardrails,
        "config:DeleteConfigurationRecorder",
        NOTHING,
    ),
    gives(
        Power::LeaveGuardrails,
        "ec2:DisableEbsEncryptionByDefault",
        NOTHING,
    ),
    gives(
        Power::SubscribeMarketplace,
        "aws-marketplace:Subscribe",
        NOTHING,
    ),
];
