"""What a page says, read as a browser reads it, and what no page of ours may hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

#: Put into every text that a register can hold; whatever of it becomes markup is an attack that worked.
PROBE = "\"'><img src=probe onerror=probe()><script>probe()</script>{{7*7}}</textarea></title>"
PROBE_ADDRESS = "javascript:probe()"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_FIELDS = frozenset({"input", "select", "textarea"})


@dataclass
class Markup(HTMLParser):
    """A page taken apart."""

    links: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    language: str | None = None
    headings: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._labelled: list[tuple[str, dict[str, str | None]]] = []
        self._labels: set[str] = set()
        self._open: list[str] = []
        self._referred: list[str] = []

    @classmethod
    def of(cls, text: str) -> Markup:
        """The markup of a page."""
        read = cls()
        read.feed(text)
        read.close()
        read._finish()
        return read

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        told = dict(attributes)
        if tag == "html":
            self.language = told.get("lang")
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if told.get("id"):
            self.ids[str(told["id"])] += 1
        self._check(tag, told)
        if tag == "label" and told.get("for"):
            self._labels.add(str(told["for"]))
        asked = tag in _FIELDS and told.get("type") not in {"hidden", "submit"} and told.get("aria-hidden") != "true"
        if asked and "label" not in self._open:
            self._labelled.append((tag, told))
        for name in ("aria-labelledby", "aria-describedby"):
            self._referred += (told.get(name) or "").split()
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Look at a text."""
        if self._open and self._open[-1] == "script" and data.strip():
            self.wrong.append(f"a script of its own: {data[:60]}")

    def _check(self, tag: str, told: dict[str, str | None]) -> None:
        for name, value in told.items():
            address = (value or "").strip().casefold()
            if name.startswith("on") or name == "style":
                self.wrong.append(f"<{tag} {name}={value}>")
            if name in {"href", "src", "action", "formaction", "hx-get", "hx-post"} and (
                address.startswith(("javascript:", "data:text")) or address == "probe"
            ):
                self.wrong.append(f"<{tag} {name}={value}>")
        if tag in {"iframe", "object", "embed", "base", "style"}:
            self.wrong.append(f"<{tag}>")
        if tag == "a" and told.get("target") == "_blank" and "noopener" not in (told.get("rel") or ""):
            self.wrong.append(f"a link opens a window that can reach back: {told.get('href')}")

    def _finish(self) -> None:
        self.wrong += [f"the id {name} stands {count} times" for name, count in self.ids.items() if count > 1]
        for tag, told in self._labelled:
            if told.get("id") not in self._labels and not told.get("aria-label") and not told.get("aria-labelledby"):
                self.wrong.append(f"<{tag} name={told.get('name')}> has no label")
        self.wrong += [f"{name} is referred to and is not there" for name in self._referred if name not in self.ids]
        if self.headings.count(1) != 1:
            self.wrong.append(f"{self.headings.count(1)} headings of the first level")
        if any(after > before + 1 for before, after in zip(self.headings, self.headings[1:], strict=False)):
            self.wrong.append(f"headings leave out a level: {self.headings}")
        if not self.language:
            self.wrong.append("the page does not say in which language it is")


def path_of(link: str, here: str) -> str | None:
    """Where a link leads on this installation, with its arguments; None where it leads elsewhere or within the page."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or (not parts.path and not parts.query):
        return None
    path = parts.path or urlsplit(here).path
    return f"{path}?{parts.query}" if parts.query else path
