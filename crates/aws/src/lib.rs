//! bartizan-aws
