//! The calls that a collector declares.

/// One read-only call of a cloud's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    /// The service as its SDK names it: `KMS`, `S3 Control`.
    pub service: &'static str,
    /// The operation as the SDK names it: `GetKeyPolicy`.
    pub operation: &'static str,
    /// The permission that it needs, as in a policy. Often but not always `service:Operation`:
    /// S3's `ListBuckets` needs `s3:ListAllMyBuckets`.
    pub permission: &'static str,
    /// The error codes by which the service says "none configured". Only these make a value absent.
    pub absent: &'static [&'static str],
}

impl Action {
    /// A call and the permission that it needs.
    #[must_use]
    pub const fn new(
        service: &'static str,
        operation: &'static str,
        permission: &'static str,
    ) -> Self {
        Self {
            service,
            operation,
            permission,
            absent: &[],
        }
    }

    /// The same call, with the error codes that mean "none configured".
    #[must_use]
    pub const fn absent_when(self, codes: &'static [&'static str]) -> Self {
        Self {
            absent: codes,
            ..self
        }
    }

    /// Whether it is this operation of this service.
    #[must_use]
    pub fn is(&self, service: &str, operation: &str) -> bool {
        self.operation == operation && self.service.eq_ignore_ascii_case(service)
    }
}
