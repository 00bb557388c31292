"""What sets reports: the same bytes again, tagged, with its own fonts; nothing is loaded for what a text becomes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.repository import ROOT
from web.assets import BUILT
from web.report import printing

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (
    '<!doctype html><html lang="fr"><head><title>Rapport</title>'
    '<meta name="dcterms.created" content="2026-03-31T10:00:00Z"></head><body class="report" data-place="Portugal">'
    '<h1>Łódź</h1><p><b>Ensemble</b></p><svg class="picture" viewBox="0 0 9 9" role="img" aria-labelledby="t">'
    '<title id="t">Image</title><rect class="fill-gap" width="9" height="9"/></svg>'
    "<table><caption>T</caption><tr><th>A</th><td>1</td></tr></table>{further}</body></html>"
)
HASH = "import sys; from web.report.printing import as_pdf; sys.stdout.buffer.write(as_pdf(sys.stdin.read()))"


def unpacked(pdf: bytes) -> bytes:
    """All that a PDF holds, streams without their compression."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            parts.append(stream)
    return b"\n".join(parts)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that was to be loaded."""
    addresses: list[str] = []
    name_of_font = printing.name_of_font

    def noted(url: str) -> str:
        addresses.append(url)
        return name_of_font(url)

    monkeypatch.setattr(printing, "name_of_font", noted)
    return addresses


def test_another_process_sets_the_same_bytes() -> None:
    page = PAGE.format(further="")
    here = hashlib.sha256(printing.as_pdf(page)).hexdigest()
    path = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": path, "TZ": "Asia/Tokyo"}
    environment.pop("SOURCE_DATE_EPOCH", None)
    command = [sys.executable, "-c", HASH]
    there = subprocess.run(command, input=page.encode(), env=environment, capture_output=True, check=True)
    assert hashlib.sha256(there.stdout).hexdigest() == here


def test_a_report_is_tagged_and_says_its_language_its_title_and_the_day_it_tells_of() -> None:
    content = unpacked(printing.as_pdf(PAGE.format(further="")))
    for told in (
        b"/Lang (fr)",
        b"/Marked true",
        b"pdfuaid",
        b"/Figure",
        b"/TH",
        b"/Title (Rapport)",
        b"D:20260331100000",
    ):
        assert told in content, told
    assert b"/Alt (Image)" in content


def test_faces_are_those_that_were_built_and_no_others(asked: list[str]) -> None:
    content = unpacked(printing.as_pdf(PAGE.format(further="")))
    fonts = {name.decode() for name in re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", content)}
    assert fonts
    assert all(name.startswith("Report-") for name in fonts), fonts
    assert {url.rpartition("/")[2].partition("-")[0] for url in asked} == {"source"}


def test_pictures_have_the_colours_of_the_page() -> None:
    style = printing._style()
    assert ".fill-gap{fill:#9c2f1f}" in style.pictures
    assert "var(" not in style.pictures


def test_nothing_is_loaded_for_a_text_that_became_markup(asked: list[str]) -> None:
    attacks = (
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="data:image/svg+xml,<svg/>">',
        '<link rel="attachment" href="file:///etc/hosts">',
        '<link rel="stylesheet" href="file:///etc/group">',
        '<style>@import url("file:///etc/shells"); p { background: url(file:///etc/issue) }</style>',
        '<object data="file:///etc/services"></object>',
        '<svg viewBox="0 0 1 1"><image href="file:///etc/networks"/></svg>',
        '<p style="background: url(//metadata.internal/latest)">x</p>',
    )
    content = unpacked(printing.as_pdf(PAGE.format(further="".join(attacks))))
    for word in (b"root:", b"localhost", b"daemon"):
        assert word not in content
    wanted = [url for url in asked if not url.endswith(".woff2")]
    tried = ("passwd", "x.png", "image/svg", "hosts", "group", "shells", "issue", "services", "networks", "metadata")
    assert [name for name in tried if not any(name in url for url in wanted)] == [], "these attacks were not even tried"
    for url in wanted:
        with pytest.raises(printing.NotOurs):
            printing.name_of_font(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        f"file://{BUILT}/../languages.py",
        f"file://{BUILT}/list.json",
        f"file://{BUILT}/%2e%2e/languages.py",
        f"file://elsewhere{BUILT}/{next(BUILT.glob('*.woff2')).name}",
        f"http://{BUILT}/{next(BUILT.glob('*.woff2')).name}",
        f"{BUILT}/{next(BUILT.glob('*.woff2')).name}",
        "data:font/woff2,",
        "about:blank",
        "",
    ],
)
def test_addresses_of_anything_but_a_built_font_are_refused(url: str) -> None:
    with pytest.raises(printing.NotOurs):
        printing.name_of_font(url)


def test_a_link_among_the_built_files_is_not_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "font.woff2").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(printing, "BUILT", tmp_path / "built")
    with pytest.raises(printing.NotOurs):
        printing.name_of_font(f"{(tmp_path / 'built').as_uri()}/font.woff2")


def test_where_pango_is_missing_nothing_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert not printing.can_print()
    with pytest.raises(printing.CannotPrint):
        printing.as_pdf(PAGE)
