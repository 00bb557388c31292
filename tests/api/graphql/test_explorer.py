"""The page to try queries on says the same in each language, and has a sentence for whatever its script tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from api.graphql.explorer import _NAMES, _TEXTS
from interlace.texts import LANGUAGES
from tests.repository import read

if TYPE_CHECKING:
    from flask import Flask

PAGE = read("api/graphql/templates/explorer.html")


def test_each_language_has_the_same_sentences() -> None:
    assert set(_TEXTS) == set(_NAMES) == set(LANGUAGES)
    shapes = [
        {name: sorted(told) if isinstance(told, dict) else "" for name, told in one.items()} for one in _TEXTS.values()
    ]
    assert all(shape == shapes[0] for shape in shapes)


def test_the_page_says_each_of_its_sentences_and_no_other() -> None:
    assert set(re.findall(r"\btexts\.([a-zA-Z]+)", PAGE)) == set(_TEXTS["en"])


@pytest.mark.parametrize(("language", "other"), [("en", "fr"), ("fr", "en")])
def test_whoever_reads_the_other_language_finds_the_way_to_it(app: Flask, language: str, other: str) -> None:
    page = app.test_client().get(f"/graphql/nowhere?lang={language}", headers={"Accept": "text/html"}).text
    assert f'<html lang="{language}">' in page
    assert f'<a href="?lang={other}" lang="{other}" hreflang="{other}">{_NAMES[other]}</a>' in page


def test_every_field_of_the_page_has_a_label() -> None:
    fields = re.findall(r'<(?:input|textarea) id="([a-z-]+)"', PAGE)
    assert sorted(fields) == ["email", "password", "query", "search", "variables"]
    assert all(f'<label for="{name}">' in PAGE for name in fields)
