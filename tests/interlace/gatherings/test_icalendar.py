"""Calendar files, read by a naive reader that knows nothing but RFC 5545."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from interlace.gatherings.icalendar import Occasion, calendar
from tests.examples import examples

ID = UUID("01890000-0000-7000-8000-000000000001")
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def parsed(content: bytes) -> list[tuple[str, str]]:
    """Names with parameters, and values, line by line; fails on what the standard does not allow."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    for line in physical:
        line.decode("utf-8")
        assert b"\n" not in line
        assert b"\r" not in line
    logical: list[str] = []
    for line in physical:
        if line.startswith(b" "):
            logical[-1] += line[1:].decode()
        else:
            logical.append(line.decode())
    return [(name, value) for name, _, value in (line.partition(":") for line in logical)]


def unescaped(value: str) -> str:
    told, rest = "", iter(value)
    for one in rest:
        told += {"n": "\n"}.get(following, following) if one == "\\" and (following := next(rest)) else one
    return told


def value_of(content: bytes, name: str) -> str:
    (found,) = [value for known, value in parsed(content) if known == name]
    return found


def occasion(**values: object) -> Occasion:
    told: dict[str, object] = {"title": "Meeting", "starts": date(2026, 5, 1), "ends": date(2026, 5, 2)}
    return Occasion(**{"id": ID, "changed_at": AT, "revision": 1, **told, **values})  # type: ignore[arg-type]


def test_a_day_ends_before_the_next_and_the_identifier_stays_whatever_else_changes() -> None:
    first = calendar("Ours", [occasion()])
    later = calendar("Ours", [occasion(title="Another", revision=3, starts=date(2026, 6, 1), ends=date(2026, 6, 1))])
    assert value_of(first, "UID") == value_of(later, "UID") == f"{ID}@interlace"
    assert (value_of(first, "SEQUENCE"), value_of(later, "SEQUENCE")) == ("0", "2")
    assert value_of(first, "DTSTART;VALUE=DATE") == "20260501"
    assert value_of(first, "DTEND;VALUE=DATE") == "20260503"
    assert value_of(first, "DTSTAMP") == "20260301T120000Z"


def test_a_moment_is_told_in_utc_in_summer_and_in_winter() -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    for day, hour in (
        (datetime(2026, 7, 1, 9, 30, tzinfo=lisbon), "08"),
        (datetime(2026, 1, 5, 9, 30, tzinfo=lisbon), "09"),
    ):
        told = calendar("Ours", [occasion(starts=day, ends=day.replace(hour=11))])
        assert value_of(told, "DTSTART") == f"{day:%Y%m%d}T{hour}3000Z"


def test_no_text_can_add_a_property_or_end_the_event() -> None:
    evil = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:https://evil.example/;a,b\\n\x00"
    told = calendar(evil, [occasion(title=evil, text=evil, place=evil, address=f"https://a.example/{evil}")])
    names = [name for name, _ in parsed(told)]
    assert names.count("BEGIN") == names.count("END") == 2
    assert "ATTACH" not in names
    assert unescaped(value_of(told, "SUMMARY")) == evil.replace("\r\n", "\n").replace("\x00", "")


@settings(max_examples=examples(150), deadline=None)
@given(st.text(max_size=300))
def test_every_text_comes_back_as_it_was_without_control_characters(text: str) -> None:
    told = calendar("Ours", [occasion(title="T", text=f"x{text}")])
    plain = f"x{text}".replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one == "\n" or not (ord(one) < 32 or 127 <= ord(one) < 160))
    assert unescaped(value_of(told, "DESCRIPTION")) == kept
