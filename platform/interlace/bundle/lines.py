"""The records of a CSV file, found in its bytes with array operations: where each begins, on which line, how wide.

Whatever a file's separator and line ends, what comes out is one clean block of the records that have as many
fields as the header, for the column reader to read at once, and the physical line of each.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from interlace.bundle.source import MOST_BYTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from interlace.bundle.problems import ProblemList

    Positions = NDArray[np.int64]

_BOM = b"\xef\xbb\xbf"
_QUOTE, _LF, _CR = b'"'[0], b"\n"[0], b"\r"[0]
_SEPARATORS = (",", ";", "\t")
MOST_COLUMNS = 500
# A field may be as long as a file; how long a value may be is checked, and told, later.
csv.field_size_limit(MOST_BYTES)


@dataclass(frozen=True)
class Lines:
    """The records of one file."""

    header: tuple[str, ...]
    header_line: int
    separator: str
    block: bytes
    """Records with as many fields as the header, each ended by a line feed."""
    numbers: Positions
    """The physical line on which each of them begins."""
    codes_aside: tuple[str, ...]
    """Codes in records that were set aside for problems of their own: they exist, and others may refer to them."""
    whole: bool
    """Whether the file could be read to its end; else others may refer to records that nobody saw."""


def split_lines(file: str, content: bytes, problems: ProblemList) -> Lines | None:
    """Find the records of a file; nothing where not even a header can be read."""
    content = content.removeprefix(_BOM)
    if not content:
        problems.add(file, 0, "", "", "empty-file")
        return None
    separator = _sniff(content)
    marks = _marks(content, separator)
    whole = True
    if (broken := _broken_quote(content, marks, separator)) is not None:
        position, code = broken
        problems.add(file, _line_of(content, position), "", _excerpt(content, position), code)
        content, marks, whole = _cut_before(content, marks, position)
    records, breaks = _records(content, marks)
    bad = _bad_bytes(file, content, breaks, problems)
    return _clean(file, content, separator, records, bad, whole, problems)


def _sniff(content: bytes) -> str:
    """The separator that occurs most often in the first line outside quotes."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for byte in content[:1_000_000]:
        if byte == _QUOTE:
            quoted = not quoted
        elif not quoted and byte in {_LF, _CR}:
            if any(counts.values()):
                break
        elif not quoted and chr(byte) in counts:
            counts[chr(byte)] += 1
    return max(_SEPARATORS, key=lambda separator: counts[separator])


@dataclass(frozen=True)
class _Marks:
    """Positions of separators, line ends and quotes, and whether each stands outside quotes."""

    position: Positions
    kind: NDArray[np.uint8]
    outside: NDArray[np.bool_]


def _marks(content: bytes, separator: str) -> _Marks:
    data = np.frombuffer(content, dtype=np.uint8)
    wanted = np.zeros(256, dtype=np.bool_)
    wanted[[ord(separator), _LF, _CR, _QUOTE]] = True
    position = np.flatnonzero(wanted[data])
    kind = data[position]
    outside = np.cumsum(kind == _QUOTE) % 2 == 0
    return _Marks(position, kind, outside)


def _broken_quote(content: bytes, marks: _Marks, separator: str) -> tuple[int, str] | None:
    """The first quote that RFC 4180 does not allow: inside an unquoted field, or followed by text, or not closed."""
    quotes = marks.position[marks.kind == _QUOTE]
    if not len(quotes):
        return None
    data = np.frombuffer(content, dtype=np.uint8)
    edge = np.zeros(257, dtype=np.bool_)
    edge[[ord(separator), _LF, _CR, 256]] = True
    before = np.where(quotes > 0, data[quotes - 1].astype(np.int64), 256)
    after = np.where(quotes + 1 < len(data), data[np.minimum(quotes + 1, len(data) - 1)].astype(np.int64), 256)
    opening = np.arange(len(quotes)) % 2 == 0
    doubled = np.append(False, quotes[1:] == quotes[:-1] + 1)
    fine = np.where(opening, edge[before] | doubled, edge[after] | (after == _QUOTE))
    if not fine.all():
        return int(quotes[np.flatnonzero(~fine)[0]]), "bad-quote"
    return (int(quotes[-1]), "open-quote") if len(quotes) % 2 else None


def _line_of(content: bytes, position: int) -> int:
    """The physical line on which a byte stands; lines end with LF, CR LF or CR."""
    head = content[:position]
    return 1 + head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n")


def _excerpt(content: bytes, position: int) -> str:
    start = max(content.rfind(b"\n", 0, position), content.rfind(b"\r", 0, position)) + 1
    return content[start : position + 20].decode("utf-8", "replace").splitlines()[0]


def _cut_before(content: bytes, marks: _Marks, position: int) -> tuple[bytes, _Marks, bool]:
    """The part of the file before the record in which a byte stands."""
    ends = (marks.kind != _QUOTE) & np.isin(marks.kind, (_LF, _CR)) & marks.outside
    earlier = marks.position[ends & (marks.position < position)]
    stop = int(earlier[-1]) + 1 if len(earlier) else 0
    kept = marks.position < stop
    return content[:stop], _Marks(marks.position[kept], marks.kind[kept], marks.outside[kept]), False


@dataclass(frozen=True)
class _Records:
    start: Positions
    end: Positions
    """Past the last byte, the line end left out."""
    line: Positions
    fields: Positions
    plain: bool
    """Whether every line ends with a single LF."""


def _records(content: bytes, marks: _Marks) -> tuple[_Records, Positions]:
    """The records, and where physical lines end."""
    data = np.frombuffer(content, dtype=np.uint8)
    is_lf, is_cr = marks.kind == _LF, marks.kind == _CR
    following = np.minimum(marks.position + 1, max(len(data) - 1, 0))
    of_pair = is_cr & (data[following] == _LF) & (marks.position + 1 < len(data)) if len(data) else is_cr
    breaks = is_lf | (is_cr & ~of_pair)
    ends_record = breaks & marks.outside
    at = np.flatnonzero(ends_record)
    end = marks.position[at]
    separators = np.cumsum(~breaks & ~is_cr & (marks.kind != _QUOTE) & marks.outside)
    breaks_so_far = np.cumsum(breaks)
    start = np.append(0, end + 1)
    seen = np.append(0, separators[at])
    lines = 1 + np.append(0, breaks_so_far[at])
    if len(content) > start[-1]:
        end = np.append(end, len(content))
        seen = np.append(seen, separators[-1] if len(separators) else 0)
    else:
        start, lines = start[:-1], lines[:-1]
    after_cr = (end > start) & (data[np.maximum(end - 1, 0)] == _CR) & (end < len(content))
    after_cr &= data[np.minimum(end, max(len(data) - 1, 0))] == _LF
    records = _Records(
        start=start,
        end=end - after_cr,
        line=lines,
        fields=np.diff(seen) + 1,
        plain=not is_cr.any(),
    )
    return records, marks.position[breaks]


def _bad_bytes(file: str, content: bytes, breaks: Positions, problems: ProblemList) -> Positions:
    """Report NULs and bytes that are not UTF-8, each line once; where in the file they are, ascending."""
    nul = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == 0) if b"\0" in content else _NONE
    lines, first = np.unique(np.searchsorted(breaks, nul), return_index=True)
    problems.add_all(file, lines + 1, "", [""] * len(lines), "nul")
    broken = _undecodable(content, breaks)
    values = np.frombuffer(content, dtype=np.uint8)[broken]
    # Nearly every byte that is not UTF-8 is a letter in Windows-1252, which Excel writes by default.
    for code, of_kind in (
        ("not-utf8", np.isin(values, _NOT_CP1252)),
        ("not-utf8-cp1252", ~np.isin(values, _NOT_CP1252)),
    ):
        lines = np.searchsorted(breaks, broken[of_kind]) + 1
        problems.add_all(file, lines, "", (f"0x{value:02X}" for value in values[of_kind]), code)
    return np.sort(np.concatenate([nul[first], broken]))


_NONE = np.zeros(0, dtype=np.int64)
_NOT_CP1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def _undecodable(content: bytes, breaks: Positions) -> Positions:
    """The first byte of each line that is not UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        earliest = error.start
    else:
        return _NONE
    found = []
    following = breaks[np.searchsorted(breaks, earliest) :].tolist()
    start = max(content.rfind(b"\n", 0, earliest), content.rfind(b"\r", 0, earliest)) + 1
    for end in [*following, len(content)]:
        try:
            content[start:end].decode("utf-8")
        except UnicodeDecodeError as error:
            found.append(start + error.start)
        start = end + 1
    return np.array(found, dtype=np.int64)


def _clean(
    file: str,
    content: bytes,
    separator: str,
    records: _Records,
    bad: Positions,
    whole: bool,
    problems: ProblemList,
) -> Lines | None:
    """Set blank, ragged and undecodable records aside."""
    filled = records.end > records.start
    for record in np.flatnonzero(filled & (records.fields == 1)):
        if not content[records.start[record] : records.end[record]].strip():
            filled[record] = False
    rows = np.flatnonzero(filled)
    if not len(rows):
        if whole:
            problems.add(file, 0, "", "", "empty-file")
        return None
    damaged = np.zeros(len(records.start), dtype=np.bool_)
    damaged[np.searchsorted(records.start, bad, side="right") - 1] = True
    first, rows = rows[0], rows[1:]
    if damaged[first]:
        return None
    if records.fields[first] > MOST_COLUMNS:
        problems.add(file, int(records.line[first]), "", records.fields[first], "too-many-columns", most=MOST_COLUMNS)
        return None
    line = content[records.start[first] : records.end[first]].decode("utf-8")
    header = tuple(name.strip() for name in next(csv.reader(io.StringIO(line, newline=""), delimiter=separator)))
    fits = (records.fields[rows] == len(header)) & ~damaged[rows]
    aside = [content[records.start[row] : records.end[row]] for row in rows[~fits]]
    ragged = rows[(records.fields[rows] != len(header)) & ~damaged[rows]]
    problems.add_all(file, records.line[ragged], "", records.fields[ragged], "field-count", count=len(header))
    rows = rows[fits]
    return Lines(
        header=header,
        header_line=int(records.line[first]),
        separator=separator,
        block=_block(content, records, int(first), rows),
        numbers=records.line[rows],
        codes_aside=_codes_of(aside, header, separator),
        whole=whole,
    )


def _codes_of(records: list[bytes], header: tuple[str, ...], separator: str) -> tuple[str, ...]:
    """What stands where the code of each of these records should be."""
    if "code" not in header:
        return ()
    place = header.index("code")
    lines = (io.StringIO(record.decode("utf-8", "replace").replace("\0", ""), newline="") for record in records)
    fields = (next(csv.reader(line, delimiter=separator), []) for line in lines)
    return tuple(row[place].strip() for row in fields if len(row) > place)


def _block(content: bytes, records: _Records, first: int, rows: Positions) -> bytes:
    """The records as one block: cut out in one piece where all that follows the header is fine."""
    if records.plain and len(rows) == len(records.start) - first - 1:
        block = content[records.end[first] + 1 :]
        return block if not block or block.endswith(b"\n") else block + b"\n"
    pieces = [content[start:end] for start, end in zip(records.start[rows], records.end[rows], strict=True)]
    return b"\n".join([*pieces, b""])
