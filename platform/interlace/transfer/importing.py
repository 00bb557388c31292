"""A bundle into a tenant: checked whole first, then written in one transaction, or not at all."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graph.tables import SCHEMA, Tables
from interlace.bundle import Bundle, read_bundle
from interlace.db.entries import PACKED_QUICKLY, PART
from interlace.db.settings import settings_of, to_store
from interlace.snapshots.loading import load
from interlace.transfer.difference import differences
from interlace.transfer.staging import write_differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import polars as pl

    from interlace.db.unit import Unit
    from interlace.snapshots.loading import StoredRegister
    from interlace.transfer.difference import TableDifference

Mode = Literal["replace", "merge"]


@dataclass(frozen=True)
class TableCounts:
    """How many records of a table an import adds, changes, removes and leaves as they are."""

    added: int
    changed: int
    removed: int
    kept: int


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do: counts by table, whether settings change, and the revision that it made."""

    tables: Mapping[str, TableCounts]
    settings_changed: bool
    revision: int | None

    @property
    def nothing_changed(self) -> bool:
        """Whether the register held all of it already."""
        return not self.settings_changed and all(
            counts.added == counts.changed == counts.removed == 0 for counts in self.tables.values()
        )


def import_bundle(
    unit: Unit, path: Path, mode: Mode, watch: Callable[[str], None], *, dry_run: bool = False
) -> ImportResult:
    """Bring the bundle at `path` into the unit's tenant.

    `replace`: afterwards the register is exactly the bundle. `merge`: records are added and changed by their codes,
    none is removed. A `dry_run` tells what would change; it writes nothing. The unit is a bulk one.

    Raises BundleInvalid where the bundle, or what the register would be with it, is not valid.
    """
    present = load(unit.session)
    bundle = read_bundle(path, watch, onto=_bundle_of(present) if mode == "merge" else None)
    settings = to_store(bundle.settings, _further_columns(bundle.tables))
    changes = differences(present.tables, bundle.tables)
    result = ImportResult(
        tables={
            name: TableCounts(table.added, table.changed, len(table.removed), table.kept)
            for name, table in changes.items()
        },
        settings_changed=settings != dict(present.settings),
        revision=None,
    )
    if dry_run or result.nothing_changed:
        return result
    _write(unit, bundle, changes, settings if result.settings_changed else None, watch)
    unit.did("import", mode, **{name: _told(counts) for name, counts in result.tables.items() if _told(counts)})
    return ImportResult(result.tables, result.settings_changed, unit.revision)


def _further_columns(tables: Tables) -> dict[str, list[str]]:
    """The unknown columns of each table that has some."""
    further = {name: [column for column in tables[name].columns if column not in SCHEMA[name]] for name in SCHEMA}
    return {name: columns for name, columns in further.items() if columns}


def _bundle_of(present: StoredRegister) -> Bundle:
    tables = Tables.of({name: table.frame for name, table in present.tables.items()})
    return Bundle(tables, settings_of(present.settings))


def _told(counts: TableCounts) -> dict[str, int]:
    told = {"added": counts.added, "changed": counts.changed, "removed": counts.removed}
    return {name: count for name, count in told.items() if count}


def _write(
    unit: Unit,
    bundle: Bundle,
    changes: Mapping[str, TableDifference],
    settings: Mapping[str, object] | None,
    watch: Callable[[str], None],
) -> None:
    levels = bundle.tables.bodies.select("code", "level")
    with ThreadPoolExecutor(1) as packing:
        # Packing needs no database, and the database nothing of this process: each has a processor of its own.
        packed = packing.submit(lambda: list(_packed(changes)))
        write_differences(unit.session, changes, levels, unit.revision, watch)
        watch("references")
        unit.check()
        watch("changes")
        unit.enter_packed(packed.result())
    if settings is not None:
        unit.set_head(**settings)


def _packed(changes: Mapping[str, TableDifference]) -> Iterator[tuple[int, bytes]]:
    """The entries of all changes as parts, each with its number of entries; removals come first."""
    for name, table in changes.items():
        if len(table.removed):
            yield from _parts('["' + name + '","' + table.removed + '",null]')
    for name, table in changes.items():
        if table.written.height:
            values = table.written.to_struct().struct.json_encode()
            yield from _parts('["' + name + '","' + table.ids + '",' + values + "]")


def _parts(entries: pl.Series) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(entries), PART):
        part = entries.slice(start, PART)
        yield len(part), zlib.compress(f"[{','.join(part)}]".encode(), PACKED_QUICKLY)
