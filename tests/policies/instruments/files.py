"""Small instruments as files, written the way people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policies.instruments import InstrumentInvalid, read

if TYPE_CHECKING:
    from policies.instruments import Instrument

HEAD = """\
id = "try"
version = "1"
kind = "checklist"
status = "unofficial"
source = "Own words"
languages = ["en"]
name = { en = "Try" }
"""
AREA = """\
[[areas]]
id = "a"
name = { en = "A" }
"""


def item(name: str, more: str = "", kind: str = "yes_partly_no", area: str = "a") -> str:
    """An item as TOML; `more` are further lines."""
    return f'[[items]]\nid = "{name}"\narea = "{area}"\ntype = "{kind}"\nquestion = {{ en = "{name}?" }}\n{more}'


def instrument(*items: str, head: str = HEAD, areas: str = AREA) -> Instrument:
    """An instrument of these items."""
    return read((head + areas + "".join(items)).encode(), "try.toml")


def problems(content: str | bytes, name: str = "try.toml") -> list[tuple[int, str]]:
    """Line and code of what is wrong with a file."""
    with pytest.raises(InstrumentInvalid) as told:
        read(content if isinstance(content, bytes) else content.encode(), name)
    return [(one.line, one.code) for one in told.value.problems]


def problems_of(*items: str, head: str = HEAD, areas: str = AREA) -> list[tuple[int, str]]:
    """The same of these items, with lines counted from the first item's first line."""
    before = (head + areas).count("\n")
    return [(line - before, code) for line, code in problems(head + areas + "".join(items))]
