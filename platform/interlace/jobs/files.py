"""The file that a job works on, kept in the database in pieces: the one store that all workers share."""

from __future__ import annotations

import io
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import insert, select

from interlace.bundle import BundleInvalid, Problem, Report
from interlace.bundle.source import FILES, MOST_BYTES
from interlace.db import tenancy
from interlace.db.models import JobFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database

PIECE = 1024 * 1024
_IN_MEMORY = 8 * PIECE
_LONGEST_NAME = 100


@contextmanager
def opened(bundle: Path | bytes) -> Iterator[IO[bytes]]:
    """The bundle as one stream; a folder is packed. Raises BundleInvalid where it cannot be read or is too large."""
    if isinstance(bundle, bytes):
        yield io.BytesIO(bundle)
        return
    try:
        stream: IO[bytes] = _packed(bundle) if bundle.is_dir() else bundle.open("rb")
    except FileNotFoundError as error:
        raise _refused(bundle, "not-found") from error
    except OSError as error:
        raise _refused(bundle, "unreadable", reason=error.strerror or "input/output error") from error
    with stream:
        yield stream


def _packed(folder: Path) -> IO[bytes]:
    """The folder's own files in a zip, uncompressed, since it is read again soon."""
    stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - who asked for it closes it
    try:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name in FILES:
                if (folder / name).is_file():
                    archive.write(folder / name, name)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream


def write(session: Session, job_id: UUID, name: str, stream: IO[bytes]) -> None:
    """Keep the stream's bytes for the job. Raises BundleInvalid where there are more than a bundle may have."""
    size = part = 0
    while content := stream.read(PIECE):
        size += len(content)
        if size > MOST_BYTES:
            raise _refused(Path(name), "too-large", most=MOST_BYTES >> 20)
        session.execute(insert(JobFile).values(job=job_id, part=part, content=content))
        part += 1


@contextmanager
def fetched(database: Database, tenant_id: UUID, job_id: UUID, name: str) -> Iterator[Path]:
    """The job's file in a folder of its own, for as long as the block lasts."""
    pieces = select(JobFile.content).where(JobFile.job == job_id).order_by(JobFile.part)
    with tempfile.TemporaryDirectory(prefix="interlace-job-") as folder:
        path = Path(folder) / name
        with path.open("wb") as file, tenancy.reading(database, tenant_id, bulk=True) as session:
            for content in session.scalars(pieces, execution_options={"yield_per": 4}):
                file.write(content)
        yield path


def plain_name(bundle: Path | bytes) -> str:
    """The file's own name as every system can write it; problems name the file by it."""
    if isinstance(bundle, bytes):
        return "bundle.zip"
    kept = "".join(character for character in bundle.name if character.isprintable() and character not in '/\\:*?"<>|')
    kept = kept.encode("utf-8", "ignore")[-_LONGEST_NAME:].decode("utf-8", "ignore").lstrip(".")
    return kept or "bundle.zip"


def _refused(path: Path, code: str, **details: object) -> BundleInvalid:
    told = {name: str(detail) for name, detail in details.items()}
    return BundleInvalid(Report((Problem(str(path), 0, "", "", code, told),)))
