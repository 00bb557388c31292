"""A tenant, as whoever is in it sees it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify
from sqlalchemy import select

from api.context import caller, database
from interlace.db import tenancy
from interlace.db.models import TenantRegister
from interlace.errors import Unknown
from interlace.identity.permissions import Operation, may

blueprint = Blueprint("tenants", __name__, url_prefix="/api/v1/tenants")


@blueprint.get("/<tenant>")
def tenant(tenant: str) -> Response:
    """Name and revision of the tenant, and what the caller may do: in the whole of it, and for its own bodies."""
    principal = caller().principal
    if principal.tenant_id is None:
        raise Unknown(f"There is no tenant “{tenant}”.")
    today = datetime.now(UTC).date()
    with tenancy.reading(database(), principal.tenant_id) as session:
        name, revision = session.execute(select(TenantRegister.name, TenantRegister.revision)).one()
        bodies = sorted({grant.body for grant in principal.grants if grant.body})
        allowed = {
            "tenant": [operation for operation in Operation if may(session, principal, operation, today)],
            "bodies": {
                body: [operation for operation in Operation if may(session, principal, operation, today, body)]
                for body in bodies
            },
        }
    return jsonify({"slug": tenant, "name": name, "revision": revision, "may": allowed})
