"""Setting the report as a PDF: tagged, with its fonts in it, the same bytes for the same report.

What is set is our own HTML; texts of registers stand in it as texts. Even if one of them became markup, nothing would
be loaded for it: nothing but the built fonts is ever given out, whatever address is asked for.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from web.assets import BUILT, built_file

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Of the two standards of accessible PDF, the one that readers know.
_VARIANT = "pdf/ua-1"
_FACES = "Report "
_SVG = re.compile(r'(<svg class="picture"[^>]*>)')
#: Rules that pictures need: those that begin with one of these.
_OF_PICTURES = re.compile(r"\.(picture|fill-|stroke-|state-)")
_VARIABLE = re.compile(r"(--[\w-]+):\s*([^;]+)")
_USE = re.compile(r"var\((--[\w-]+)\)")
_MARK = re.compile(r"[{};]")
_log = logging.getLogger(__name__)


class CannotPrint(Exception):
    """This machine lacks what sets PDFs."""


class NotOurs(ValueError):
    """Something was to be loaded that is no built font."""


class _Style(NamedTuple):
    """The style of the report: of its page, and of the pictures in it, which know nothing of the page's."""

    page: str
    pictures: str


def can_print() -> bool:
    """Whether this machine can set PDFs."""
    try:
        _weasyprint()
    except CannotPrint:
        return False
    return True


def _weasyprint() -> Any:  # noqa: ANN401 - it has no types
    """WeasyPrint, which loads Pango as it is imported. Raises CannotPrint."""
    # The fonts that are put into a PDF bear a date: of the epoch, not of the moment.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        _log.warning("PDFs cannot be set here: %s", error)
        raise CannotPrint from error
    # It tells of each rule that is for screens alone.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint


def as_pdf(html: str) -> bytes:
    """The document as PDF. Raises CannotPrint."""
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    pdf: bytes = in_pages(html).write_pdf(pdf_variant=_VARIANT, pdf_identifier=identifier)
    return pdf


def in_pages(html: str) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """The document laid out in pages, as WeasyPrint has them. Raises CannotPrint."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    style = _style()
    fonts, fetcher = FontConfiguration(), fetcher_of_fonts()
    sheet = weasyprint.CSS(string=style.page, base_url=f"{BUILT.as_uri()}/", font_config=fonts, url_fetcher=fetcher)
    styled = _SVG.sub(lambda svg: f"{svg[1]}<style>{style.pictures}</style>", html)
    document = weasyprint.HTML(string=styled, url_fetcher=fetcher, base_url="about:blank", media_type="print")
    return document.render(stylesheets=[sheet], font_config=fonts, pdf_variant=_VARIANT)


def fetcher_of_fonts() -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Gives out the built fonts, and raises NotOurs for anything else: other files, folders, hosts, and data."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OfFonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 - as it is called
            name = name_of_font(url)
            return URLFetcherResponse(url, (BUILT / name).read_bytes(), {"Content-Type": "font/woff2"})

    return OfFonts()


def name_of_font(url: str) -> str:
    """Which built font an address means. Raises NotOurs."""
    parts = urlsplit(url)
    folder, _, name = unquote(parts.path).rpartition("/")
    known = {path.name for path in BUILT.glob("*.woff2") if path.is_file() and not path.is_symlink()}
    if (parts.scheme, parts.netloc, folder) != ("file", "", BUILT.as_posix()) or name not in known:
        raise NotOurs(f"This is not loaded into a report: {url[:200]}")
    return name


def _style() -> _Style:
    return _style_of(built_file("report.css").read_text(encoding="utf-8"))


@cache
def _style_of(css: str) -> _Style:
    """The built style in two parts; faces that the report does not use are left out, since each costs time."""
    page: list[str] = []
    pictures: list[str] = []
    variables: dict[str, str] = {}
    for rule in _rules(css):
        selector, _, declarations = rule.removesuffix("}").partition("{")
        if selector == "@font-face" and _FACES not in declarations:
            continue
        page.append(rule)
        if selector == ":root":
            variables |= dict(_VARIABLE.findall(declarations))
        elif _OF_PICTURES.match(selector):
            pictures.append(rule)
    return _Style("\n".join(page), _USE.sub(lambda use: variables[use[1]], "".join(pictures)))


def _rules(css: str) -> Iterator[str]:
    """The rules of a built style, each with all that stands in it."""
    start = depth = 0
    for mark in _MARK.finditer(css):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            yield css[start : mark.end()].strip()
            start = mark.end()
