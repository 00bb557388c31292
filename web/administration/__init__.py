"""What administrators see to: people, settings, competences, imports, the audit, and other systems."""

from web.administration import (
    audit,
    competences,
    importing,
    matrix,
    overview,
    people,
    roles,
    rules,
    samples,
    service_accounts,
    settings,
    webhook,
    webhooks,
)

__all__ = [
    "audit",
    "competences",
    "importing",
    "matrix",
    "overview",
    "people",
    "roles",
    "rules",
    "samples",
    "service_accounts",
    "settings",
    "webhook",
    "webhooks",
]
