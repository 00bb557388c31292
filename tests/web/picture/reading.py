"""What a page with a picture holds: the data that are drawn, and the rows of the table that says the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

_ROW = re.compile(r'<tr data-key="([^"]*)"[^>]*>(.*?)</tr>', re.DOTALL)
_LINK = re.compile(r'<a class="(graph-[a-z]+)" href="([^"]*)"')


@dataclass(frozen=True)
class Row:
    """A row of the table: what it says, and where it leads by the class of each link."""

    text: str
    links: dict[str, str]


@dataclass(frozen=True)
class Page:
    """A page with a picture."""

    text: str
    data: dict[str, Any]
    rows: dict[str, Row]

    @classmethod
    def of(cls, answer: TestResponse) -> Page:
        """The page that was answered."""
        assert answer.status_code == 200, answer.text
        data = re.search(r'<template id="graph-data">(.*?)</template>', answer.text, re.DOTALL)
        assert data is not None
        return cls(words(answer.text), json.loads(unescape(data[1])), dict(_rows(answer.text)))

    @property
    def keys(self) -> list[str]:
        """What is drawn."""
        return [node["key"] for node in self.data["nodes"]]

    def node(self, key: str) -> dict[str, Any]:
        """A body as it is drawn."""
        return next(node for node in self.data["nodes"] if node["key"] == key)


def _rows(html: str) -> list[tuple[str, Row]]:
    return [(unescape(key), Row(words(row), links(row))) for key, row in _ROW.findall(html)]


def links(html: str) -> dict[str, str]:
    """Where links lead, by their class."""
    return {name: unescape(where) for name, where in _LINK.findall(html)}


def words(html: str) -> str:
    """What is said, without markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<template.*?</template>|<[^>]*>", " ", html, flags=re.DOTALL))).strip()
