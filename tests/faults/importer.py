"""A process of the application that imports a bundle once, and says what came of it."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

from interlace.configuration import Configuration
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.errors import Busy, DomainError
from interlace.principals import SYSTEM
from interlace.transfer.importing import import_bundle


def main() -> None:
    """Import a bundle: `importer TENANT BUNDLE`."""
    database = Database(Configuration.of(), most_connections=2)
    try:
        with tenancy.writing(database, UUID(sys.argv[1]), SYSTEM, bulk=True) as unit:
            result = import_bundle(unit, Path(sys.argv[2]), "replace", lambda step: print(step, flush=True))
    except (Busy, DomainError) as error:
        print(f"refused: {error}", flush=True)
    else:
        print(f"done: {result.revision}", flush=True)
    database.close()


main()
