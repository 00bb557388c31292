"""The desk of those who contribute: what they register, what waits for them, what they get back."""

from web.desk import (
    actions,
    begun,
    commitments,
    home,
    measurements,
    naming,
    nothing_changed,
    oppositions,
    participations,
    relations,
    removing,
    reports,
    saved,
    strategies,
    supporting,
    upload,
)

__all__ = [
    "actions",
    "begun",
    "commitments",
    "home",
    "measurements",
    "naming",
    "nothing_changed",
    "oppositions",
    "participations",
    "relations",
    "removing",
    "reports",
    "saved",
    "strategies",
    "supporting",
    "upload",
]
