//! bartizan-policies
