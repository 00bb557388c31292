"""Alembic's way in. `interlace db upgrade` hands over a connection of the owner; see interlace.db.migration."""

from __future__ import annotations

from alembic import context

import interlace.db.models  # noqa: F401 - tables are known once their models are imported
from interlace.db.base import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
