"""A process of the application that records actions, and says of each one when it was told that it is written."""

from __future__ import annotations

import sys
import time
from uuid import UUID

from interlace.configuration import Configuration
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.db.records import find
from interlace.errors import Busy
from interlace.principals import SYSTEM
from interlace.register import actions

_TRIES = 100


def write(database: Database, tenant_id: UUID, code: str) -> None:
    """Record one action; where the answer was lost, look first whether it is there."""
    for _ in range(_TRIES):
        try:
            with tenancy.writing(database, tenant_id, SYSTEM) as unit:
                if not list(find(unit.session, "actions", code=code)):
                    actions.record(
                        unit, {"code": code, "title": code, "body": "PT", "cells": ["real_equality:housing"]}
                    )
        except Busy:
            time.sleep(0.1)
        else:
            print(code, flush=True)
            return
    sys.exit(f"{code} could not be written")


def main() -> None:
    """Write so many actions under codes that begin with a name: `writer TENANT NAME COUNT`."""
    tenant_id, name, count = UUID(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    database = Database(Configuration.of(), most_connections=2)
    for number in range(count):
        write(database, tenant_id, f"{name}-{number}")
    database.close()


main()
