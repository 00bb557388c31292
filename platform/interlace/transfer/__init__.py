"""Registers in and out as bundles, and tenants as backups."""
