"""A sheet that was read, carried by the page that shows it to the one that registers it: nothing is kept meanwhile.

It comes back from a browser, so it is read as if a stranger had written it.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

from interlace.errors import Invalid
from web.desk.upload.reading import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, Row, Sheet

#: What a form may hold, and what that may come to once it is inflated.
MOST_PACKED, _MOST_INFLATED = 400_000, 16 * 1024 * 1024


def pack(sheet: Sheet) -> str:
    """A sheet as one line of a form."""
    told = [list(sheet.headings), [[row.number, *row.cells] for row in sheet.rows], list(sheet.notes)]
    return base64.b64encode(zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 9)).decode()


def unpack(packed: str) -> Sheet:
    """The sheet again. Raises Invalid for what is none."""
    try:
        headings, rows, notes = json.loads(_inflated(packed))
        sheet = Sheet(_texts(headings, MOST_COLUMNS), [_row(row, len(headings)) for row in rows], _texts(notes, 9))
    except (ValueError, TypeError, RecursionError, binascii.Error, zlib.error) as error:
        raise Invalid([]) from error
    if not 0 < len(sheet.rows) <= MOST_ROWS or len(set(sheet.headings)) < len(sheet.headings):
        raise Invalid([])
    return sheet


def _inflated(packed: str) -> bytes:
    inflating = zlib.decompressobj()
    text = inflating.decompress(base64.b64decode(packed, validate=True), _MOST_INFLATED)
    if inflating.unconsumed_tail or not inflating.eof:
        raise ValueError
    return text


def _row(told: object, width: int) -> Row:
    if not isinstance(told, list) or len(told) != width + 1 or not isinstance(told[0], int):
        raise ValueError
    return Row(told[0], _texts(told[1:], MOST_COLUMNS))


def _texts(told: object, most: int) -> list[str]:
    if not isinstance(told, list) or len(told) > most:
        raise ValueError
    if not all(isinstance(text, str) and len(text) <= MOST_CHARACTERS and "\0" not in text for text in told):
        raise ValueError
    return told
