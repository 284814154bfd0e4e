//! What `localstack/seed.py` makes, as its modules and docs/localstack.md say, and not as any audit found it.

use crate::live::Audited;

/// For each rule: what must fail, all of it, and some of what must pass.
type Expected = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// What every emulator has.
pub(crate) const EVERYWHERE: &[Expected] = &[
    ("aws-account-root-without-mfa", &["kestrel-pay"], &[]),
    (
        "aws-iam-user-console-without-mfa",
        &["ben", "elif"],
        &["ana", "carla", "farid", "dmitri"],
    ),
    (
        "aws-iam-user-access-key-not-rotated",
        &["ben", "elif", "svc-ledger-export"],
        &["ana", "dmitri", "svc-reconciliation"],
    ),
    (
        "aws-iam-policy-grants-everything",
        &["kestrel-breakglass", "kestrel-everything-but-iam"],
        &[
            "kestrel-ledger-read",
            "kestrel-admin-with-mfa",
            "kestrel-migration-2019",
        ],
    ),
    (
        "aws-iam-role-trusted-by-anyone",
        &["vendor-support"],
        &["vendor-datalens", "org-log-reader", "ci-deploy"],
    ),
    (
        "aws-kms-key-without-rotation",
        &["alias/analytics", "alias/audit-log", "alias/exports-eu"],
        &[
            "alias/payments",
            "alias/ledger",
            "alias/statement-signing",
            "alias/migration-2019",
        ],
    ),
    (
        "aws-s3-bucket-open-by-acl",
        &["kestrel-analytics-exports", "kestrel-sdk-downloads"],
        &["kestrel-payments", "kestrel-analytics-raw"],
    ),
    (
        "aws-s3-bucket-without-customer-key",
        &[
            "kestrel-access-logs",
            "kestrel-analytics-exports",
            "kestrel-analytics-raw",
            "kestrel-exports-eu",
            "kestrel-legacy-uploads",
            "kestrel-partner-drop",
            "kestrel-sdk-downloads",
            "kestrel-status-page",
        ],
        &["kestrel-payments", "kestrel-ledger", "kestrel-audit-log"],
    ),
    (
        "aws-ssm-parameter-secret-in-plain-text",
        &[
            "/analytics/warehouse/api_key",
            "/payments/db/password",
            "/payments/eu/webhook-secret",
        ],
        &["/ledger/db/password", "/analytics/tokenizer/size"],
    ),
];

/// What moto has and LocalStack has not.
pub(crate) const ON_MOTO: &[Expected] = &[
    (
        "aws-cloudtrail-trail-not-logging",
        &["kestrel-legacy"],
        &["kestrel-all", "kestrel-eu"],
    ),
    (
        "aws-wafv2-web-acl-without-logging",
        &["ledger-internal", "website"],
        &["payments-edge"],
    ),
];

/// Compares an audit with what was seeded.
pub(crate) fn check(audited: &Audited, expected: &[Expected]) {
    for (rule, fails, passes) in expected {
        let found = |outcome| audited.findings.names(rule, outcome);
        assert_eq!(found("fail"), *fails, "{rule}");
        let passed = found("pass");
        for name in *passes {
            assert!(passed.contains(name), "{rule}: {name} is not in {passed:?}");
        }
    }
}
