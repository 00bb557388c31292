"""What a file is, told from its bytes and never from its name alone: what may be attached, and what may not."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlace.db.models.cases import MOST_ATTACHMENT_BYTES, MOST_NAME_CHARACTERS
from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class FileKind:
    """A kind of file: how it is called, how names of such files end, what browsers are told that it is."""

    name: str
    endings: tuple[str, ...]
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
PDF = FileKind("pdf", (".pdf",), "application/pdf")
PNG = FileKind("png", (".png",), "image/png")
JPEG = FileKind("jpeg", (".jpg", ".jpeg"), "image/jpeg")
CSV = FileKind("csv", (".csv",), "text/csv; charset=utf-8")
TXT = FileKind("txt", (".txt", ".text", ".md"), "text/plain; charset=utf-8")
DOCX = FileKind("docx", (".docx",), f"{_OFFICE}.wordprocessingml.document")
XLSX = FileKind("xlsx", (".xlsx",), f"{_OFFICE}.spreadsheetml.sheet")
ODT = FileKind("odt", (".odt",), f"{_OPEN}.text")
ODS = FileKind("ods", (".ods",), f"{_OPEN}.spreadsheet")
KINDS = (PDF, PNG, JPEG, CSV, TXT, DOCX, XLSX, ODT, ODS)
MOST_MIB = MOST_ATTACHMENT_BYTES >> 20

#: What would be run or drawn by a browser, wherever in the beginning of a text it stands.
_MARKUP = re.compile(
    rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|img|style|link|meta|form|a\s|\?xml|\?php|%)"
    rb"|javascript:|^#!",
    re.IGNORECASE,
)
_MOST_MEMBERS, _MOST_UNPACKED, _MOST_RATIO = 5_000, 200 * 2**20, 200
_PIXELS = re.compile(rb"\xff\xd8\xff")


def name_of(name: str) -> str:
    """The file's own name without the way to it. Raises Invalid where nothing of it is left, or too much."""
    own = name.replace("\\", "/").rpartition("/")[2].strip()
    if not own.strip(".") or len(own) > MOST_NAME_CHARACTERS or not own.isprintable():
        raise Invalid([FieldProblem("/name", "bad-file-name", {"most": str(MOST_NAME_CHARACTERS)})])
    return own


def kind_of(name: str, content: bytes) -> FileKind:
    """What a file is. Raises Invalid for one that is empty, too large, of another kind, or lies about what it is."""
    if not content:
        raise _refused("file-empty")
    if len(content) > MOST_ATTACHMENT_BYTES:
        raise _refused("file-size", most=str(MOST_MIB))
    found = _told(name, content)
    if found is None:
        raise _refused("file-kind", choices=", ".join(kind.name for kind in KINDS))
    if not name.lower().endswith(found.endings):
        raise _refused("file-lies", kind=found.name)
    return found


def _told(name: str, content: bytes) -> FileKind | None:
    """By what the file begins with, and for packed and plain ones by what is in them."""
    for kind, is_such in _BINARY.items():
        if is_such(content):
            return kind
    if content.startswith(b"PK"):
        return _packed(content)
    return _plain(name, content)


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content[-16:]


def _is_jpeg(content: bytes) -> bool:
    return _PIXELS.match(content) is not None and b"\xff\xd9" in content[-4096:]


_BINARY: Mapping[FileKind, Callable[[bytes], bool]] = {PDF: _is_pdf, PNG: _is_png, JPEG: _is_jpeg}
#: What a packed document is, by the file in it that holds its text or its sheets.
_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MIMETYPES = {ODT.media_type.encode(): ODT, ODS.media_type.encode(): ODS}


def _packed(content: bytes) -> FileKind | None:
    """Which kind of document a zip is. Raises Invalid for programs in it, and for one that would fill the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or any(member.flag_bits & 1 for member in members):
                return None
            unpacked = sum(member.file_size for member in members)
            if unpacked > _MOST_UNPACKED or unpacked > _MOST_RATIO * max(len(content), 1):
                return None
            names = {member.filename for member in members}
            if any(_is_program(name) for name in names):
                raise _refused("file-markup")
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _PARTS.items() if part in names), None)
            if "mimetype" in names and "content.xml" in names and archive.getinfo("mimetype").file_size < len(content):
                return _MIMETYPES.get(archive.read("mimetype").strip())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, KeyError, RuntimeError):
        return None
    return None


def _is_program(name: str) -> bool:
    low = name.lower()
    return low.endswith(("vbaproject.bin", ".exe", ".js", ".html", ".htm", ".svg")) or low.startswith("basic/")


def _plain(name: str, content: bytes) -> FileKind | None:
    """A text is a table where its name says so and its lines have columns. Raises Invalid for pages and programs."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if not all(character.isprintable() or character in "\n\r\t\f" for character in text):
        return None
    if _MARKUP.search(content):
        raise _refused("file-markup")
    if not name.lower().endswith(CSV.endings):
        return TXT
    try:
        rows = csv.reader(io.StringIO(text), strict=True)
        return CSV if next(rows, None) else None
    except csv.Error:
        return None


def _refused(code: str, **details: str) -> Invalid:
    return Invalid([FieldProblem("/file", code, details)])
