"""A backup that is there as a file: opened within bounds, and read whole once before anybody trusts it."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from interlace.db.migration import revisions
from interlace.transfer.kept import kept_columns, kept_tables
from interlace.transfer.manifest import MANIFEST, MOST_MANIFEST, USERS, BackupInvalid, Manifest, member_of, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 256 * 1024
#: Text of a register becomes some ten times smaller; what becomes a thousand times smaller is made to fill disks.
MOST_RATIO = 250
_SMALL = 1024 * 1024
_DAMAGED = "The backup is damaged or was altered: {what}. Use another copy of it."


class SavedBackup:
    """An open backup. What it gives was measured and digested before, and is so again when it is read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def blocks(self, name: str) -> Iterator[bytes]:
        """A file of the backup, block by block. Raises BackupInvalid where it is not what the manifest tells."""
        member = self.manifest.members[name]
        digest, size, rows = hashlib.sha256(), 0, 0
        try:
            with self._archive.open(name) as file:
                while block := file.read(_CHUNK):
                    size += len(block)
                    rows += block.count(b"\n")
                    digest.update(block)
                    if size > member.bytes:
                        raise _damaged(f"{name} is too long")
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise _damaged(f"{name} cannot be read") from error
        if (size, rows, digest.hexdigest()) != (member.bytes, member.rows, member.sha256):
            raise _damaged(f"{name} is not what was written")

    def lines(self, name: str) -> Iterator[bytes]:
        """The same, line by line; no line is longer than two blocks."""
        rest = b""
        for block in self.blocks(name):
            *lines, rest = (rest + block).split(b"\n")
            if len(rest) > _CHUNK:
                raise _damaged(f"{name} has lines that are too long")
            yield from lines


@contextmanager
def opened(path: Path) -> Iterator[SavedBackup]:
    """The backup, once all of it was read and found as its manifest tells. Raises BackupInvalid."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise BackupInvalid(f"There is no file {path}.") from error
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BackupInvalid(_DAMAGED.format(what="it is no whole zip")) from error
    with archive:
        saved = SavedBackup(archive, _manifest(archive))
        _check_migration(saved.manifest)
        _check_members(archive, saved.manifest)
        for name in saved.manifest.members:
            for _ in saved.blocks(name):
                """Read to its end, where its digest is compared."""
        yield saved


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        entry = archive.getinfo(MANIFEST)
        with archive.open(entry) as file:
            text = file.read(MOST_MANIFEST + 1)
    except KeyError as error:
        raise BackupInvalid("This is no backup: it has no manifest. A bundle is imported instead.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _damaged("its manifest cannot be read") from error
    if len(text) > MOST_MANIFEST:
        raise _damaged("its manifest is too large")
    return parse(text)


def _check_migration(manifest: Manifest) -> None:
    if manifest.migration not in revisions():
        raise BackupInvalid(
            f"The backup comes from a newer version of the program ({manifest.product}, database "
            f"{manifest.migration}): bring this installation to that version first."
        )


def _check_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raise BackupInvalid unless the files are those that such a backup has, each once and none a bomb."""
    columns = {table.name: kept_columns(table) for table in kept_tables()}
    wanted = {member_of(tenant.id, name): name for tenant in manifest.tenants for name in columns}
    if set(manifest.members) != {USERS, *wanted}:
        raise _damaged("its manifest does not tell of the files that a backup has")
    names = [entry.filename for entry in archive.infolist()]
    if sorted(names) != sorted([MANIFEST, *manifest.members]):
        raise _damaged("its files are not those of its manifest")
    for name, table in wanted.items():
        told = manifest.members[name].columns
        if len(set(told)) != len(told) or not set(told) <= set(columns[table]):
            raise _damaged(f"{name} has columns that no such table has")
    for entry in archive.infolist():
        if entry.file_size > max(_SMALL, MOST_RATIO * entry.compress_size):
            raise _damaged(f"{entry.filename} would become {entry.file_size} bytes from {entry.compress_size}")


def _damaged(what: str) -> BackupInvalid:
    return BackupInvalid(_DAMAGED.format(what=what))
