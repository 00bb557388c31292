"""Small bundles for tests: files by name, imported into a tenant, and the register that the tenant then has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.snapshots.loading import load
from interlace.transfer.importing import import_bundle

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.snapshots.loading import StoredRegister
    from interlace.transfer.importing import ImportResult, Mode

BODIES = "code,name,level,parent\nPT,Portugal,national,\nA,A,local,PT\nB,B,local,PT\nN,N,network,\n"


def write_files(folder: Path, **files: str) -> Path:
    """A bundle of these files; `bodies` is bodies.csv, `tenant` is tenant.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / ("tenant.toml" if name == "tenant" else f"{name}.csv")).write_text(content, encoding="utf-8")
    return folder


def bring(
    database: Database, tenant_id: UUID, bundle: Path, mode: Mode = "replace", *, dry_run: bool = False
) -> ImportResult:
    """Import a bundle into a tenant."""
    with tenancy.writing(database, tenant_id, SYSTEM, bulk=True) as unit:
        return import_bundle(unit, bundle, mode, lambda _: None, dry_run=dry_run)


def stored(database: Database, tenant_id: UUID) -> StoredRegister:
    """The register as the tenant has it."""
    with tenancy.reading(database, tenant_id) as session:
        return load(session)


def rows(register: StoredRegister, table: str, *columns: str) -> list[tuple[object, ...]]:
    """These columns of a table's records, sorted."""
    return sorted(register.tables[table].frame.select(columns).rows())
