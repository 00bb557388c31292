"""A bundle's files as bytes, from a folder or a zip, within bounds on number and size."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.bundle.problems import ProblemList

SETTINGS_FILE = "tenant.toml"
MOST_SETTINGS = 1024 * 1024
#: The files of a bundle, in the order in which their problems are told.
FILES = (*(f"{table}.csv" for table in SCHEMA), SETTINGS_FILE)
MOST_BYTES = 256 * 1024 * 1024
MOST_ENTRIES = 1000
_CHUNK = 1024 * 1024


def read_files(path: Path, problems: ProblemList) -> Mapping[str, bytes]:
    """The bundle's own files by name; others are left alone. Problems are added to the list, never raised."""
    try:
        if path.is_dir():
            return _from_folder(path, problems)
        if not path.exists():
            problems.add(str(path), 0, "", "", "not-found")
        elif not zipfile.is_zipfile(path):
            problems.add(str(path), 0, "", "", "not-a-bundle")
        else:
            return _from_zip(path, problems)
    except OSError as error:
        problems.add(str(path), 0, "", "", "unreadable", reason=error.strerror or "input/output error")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        problems.add(str(path), 0, "", "", "unreadable", reason=f"damaged or unusual zip ({error})")
    return {}


def _from_folder(folder: Path, problems: ProblemList) -> Mapping[str, bytes]:
    files = {name: folder / name for name in FILES if (folder / name).is_file()}
    if sum(file.stat().st_size for file in files.values()) > MOST_BYTES:
        problems.add(str(folder), 0, "", "", "too-large", most=MOST_BYTES >> 20)
        return {}
    return {name: file.read_bytes() for name, file in files.items()}


def _from_zip(path: Path, problems: ProblemList) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            problems.add(path.name, 0, "", len(entries), "too-many-files", most=MOST_ENTRIES)
            return {}
        before = len(problems)
        for entry in entries:
            if code := _unsafe(entry):
                problems.add(path.name, 0, "", entry.filename, code)
        files = [entry for entry in entries if not entry.is_dir()]
        _check_places(path, files, problems)
        if sum(entry.file_size for entry in files) > MOST_BYTES:
            problems.add(path.name, 0, "", "", "too-large", most=MOST_BYTES >> 20)
        if len(problems) > before:
            return {}
        return _inflate(path, archive, files, problems)


def _unsafe(entry: zipfile.ZipInfo) -> str | None:
    """The code of what is wrong with an entry's name or kind."""
    # The name as it stands in the archive: zipfile itself rewrites backslashes and cuts at a NUL.
    name = entry.orig_filename
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in parts:
        return "zip-unsafe-name"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "zip-link"
    if name.lower().endswith(".zip"):
        return "zip-nested"
    return "zip-encrypted" if entry.flag_bits & 1 else None


def _check_places(path: Path, files: list[zipfile.ZipInfo], problems: ProblemList) -> None:
    names = [entry.filename for entry in files]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add(path.name, 0, "", name, "zip-duplicate")
    folders = {PurePosixPath(name).parent for name in names}
    if len(folders) > 1:
        problems.add(path.name, 0, "", ", ".join(sorted(map(str, folders))), "zip-folders")


def _inflate(
    path: Path, archive: zipfile.ZipFile, files: list[zipfile.ZipInfo], problems: ProblemList
) -> Mapping[str, bytes]:
    """Inflate the bundle's own files, never more than the bound, whatever sizes the archive tells."""
    left = MOST_BYTES
    contents: dict[str, bytes] = {}
    for entry in files:
        name = PurePosixPath(entry.filename).name
        if name not in FILES:
            continue
        with archive.open(entry) as stream:
            content = _bounded(stream, left)
        if content is None:
            problems.add(path.name, 0, "", name, "too-large", most=MOST_BYTES >> 20)
            return {}
        left -= len(content)
        contents[name] = content
    return contents


def _bounded(stream: IO[bytes], most: int) -> bytes | None:
    """Everything in the stream, or nothing if that is more than `most` bytes."""
    chunks, size = [], 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
