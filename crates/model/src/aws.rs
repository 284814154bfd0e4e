//! AWS, one module a service. Nothing here is a judgement.

pub mod account;
pub mod cloudtrail;
pub mod iam;
pub mod kms;
pub mod organizations;
pub mod s3;
pub mod ssm;
pub mod wafv2;
