//! bartizan-rules
