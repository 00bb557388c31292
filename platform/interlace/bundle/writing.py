"""A tenant's records as a bundle: what is written, read again, gives the same."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING

import polars as pl

from graph.settings import OFF, Thresholds
from graph.tables import SCHEMA
from interlace.bundle.source import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from graph.settings import Settings
    from graph.tables import Tables


def write_bundle(tables: Tables, settings: Settings, path: Path, *, replace: bool = False) -> None:
    """Write a folder, or a .zip if the path ends so; whole or not at all.

    Raises FileExistsError where something stands there already and `replace` was not asked for.
    """
    if path.exists() and not replace and not (path.is_dir() and not any(path.iterdir())):
        raise FileExistsError(f"{path} exists already")
    files = bundle_files(tables, settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".zip":
        _write_zip(files, path)
    else:
        _write_folder(files, path)


def bundle_files(tables: Tables, settings: Settings) -> Mapping[str, bytes]:
    """The contents of a bundle's files by name. Tables without rows or further columns are left out."""
    files = {
        f"{name}.csv": _csv(name, tables[name])
        for name in SCHEMA
        if name == "bodies" or tables[name].height or tables[name].width > len(SCHEMA[name])
    }
    return {**files, SETTINGS_FILE: settings_text(settings).encode()}


def _csv(name: str, frame: pl.DataFrame) -> bytes:
    """The table in the schema's order of columns; optional columns without a value are left out."""
    written = [
        column
        for column in frame.columns
        if column not in SCHEMA[name] or SCHEMA[name][column].required or frame[column].null_count() < frame.height
    ]
    text = frame.select(
        pl.col(column).list.join("|") if isinstance(frame.schema[column], pl.List) else pl.col(column)
        for column in written
    )
    buffer = io.BytesIO()
    text.write_csv(buffer, date_format="%Y-%m-%d", quote_style="necessary")
    return buffer.getvalue()


def _write_zip(files: Mapping[str, bytes], path: Path) -> None:
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            zip_files(files, stream)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def zip_files(files: Mapping[str, bytes], stream: IO[bytes]) -> None:
    """Write files into a zip; the same files give the same bytes."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _write_folder(files: Mapping[str, bytes], path: Path) -> None:
    aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        for name, content in files.items():
            (aside / name).write_bytes(content)
        aside.chmod(0o755)
        if path.exists():
            old = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
            path.rename(old / path.name)
            aside.rename(path)
            shutil.rmtree(old)
        else:
            aside.rename(path)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def settings_text(settings: Settings) -> str:
    """tenant.toml; thresholds that have their default are written too, so that a reader sees what held."""
    lines = []
    if settings.name is not None:
        lines.append(f"name = {_quoted(settings.name)}")
    if settings.country is not None:
        lines.append(f"country = {_quoted(settings.country)}")
    if settings.languages:
        lines.append(f"languages = [{', '.join(map(_quoted, settings.languages))}]")
    lines += ["", "[thresholds]"]
    for field in fields(Thresholds):
        lines.append(f"{field.name} = {_number(getattr(settings.thresholds, field.name))}")
    for level, roles in settings.competence_matrix.items():
        lines += ["", f"[competence_matrix.{level}]"]
        lines += [f"{area} = {_quoted(role)}" for area, role in roles.items()]
    off = [rule for rule, told in settings.rules.items() if told.off]
    if off:
        lines += ["", "[rules]", *(f'{rule} = "{OFF}"' for rule in off)]
    for rule, told in settings.rules.items():
        if not told.off:
            lines += ["", f"[rules.{rule}]"]
            lines += [f"{old} = {_quoted(new)}" for old, new in told.severities.items()]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(character) for character in escaped) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 32 or code == 127 else character  # noqa: PLR2004 - control characters


def _number(value: int | Fraction) -> str:
    """A number as TOML; a share is an exact decimal, as it was read from one."""
    if isinstance(value, int):
        return str(value)
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    scaled = str(int(value * 10**digits)).rjust(digits + 1, "0")
    return f"{scaled[: len(scaled) - digits]}.{scaled[len(scaled) - digits :] or '0'}"
