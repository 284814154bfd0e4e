//! One module a service.

pub(crate) mod account;
pub(crate) mod cloudtrail;
pub(crate) mod iam;
pub(crate) mod kms;
pub(crate) mod organizations;
pub(crate) mod s3;
pub(crate) mod ssm;
pub(crate) mod wafv2;
