//! bartizan-report
