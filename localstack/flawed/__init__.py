"""A deliberately flawed fintech account, as data: one module for each service."""
