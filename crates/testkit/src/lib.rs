//! bartizan-testkit
