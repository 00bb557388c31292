"""Pages say everything in each of their languages; the catalogues are kept by a tool that loses no translation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from interlace.texts import catalogue_in
from web import catalogues
from web.catalogues import PLURALS, Catalogues
from web.languages import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """{# no page #}<h1>{{ _("Gaps") }}</h1>
{% trans trimmed name=who %}
    Dear {{ name }},
    <strong>welcome</strong>
{% endtrans %}
<p>{{ say_number("%(num)s gap", "%(num)s gaps", 2) }}</p>"""
CODE = 'def page():\n    return say("Up to %(day)s" " at least", day=1), spoken("Not a sentence")\n'
SENTENCES = ["%(num)s gap", "Dear %(name)s, <strong>welcome</strong>", "Gaps", "Up to %(day)s at least"]
FRENCH = {
    "%(num)s gap": ["%(num)s lacune", "%(num)s lacunes"],
    "Dear %(name)s, <strong>welcome</strong>": "<strong>Bienvenue</strong> %(name)s",
    "Gaps": "Lacunes",
    "Up to %(day)s at least": "Au moins jusqu’au %(day)s",
}


@pytest.mark.parametrize("language", list(PLURALS))
def test_every_sentence_is_there_with_its_placeholders(language: str) -> None:
    assert list(Catalogues().wrong(language)) == []


def test_each_language_of_the_pages_but_english_has_a_catalogue() -> None:
    assert {*PLURALS, "en"} == set(LANGUAGES)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogues:
    """The catalogues of a page and a module."""
    (tmp_path / "built").mkdir()
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "page.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "built" / "page.html").write_text('{{ _("Not ours") }}', encoding="utf-8")
    monkeypatch.setattr(catalogues, "WEB", tmp_path)
    return Catalogues(tmp_path)


def test_what_pages_say_is_found_and_filled_in(small: Catalogues) -> None:
    small.update("fr")
    assert list(small.missing("fr")) == SENTENCES
    assert small.missing("fr")["%(num)s gap"] == ["%(num)s gap", "%(num)s gaps"]
    small.update("fr", FRENCH)
    assert (small.missing("fr"), list(small.wrong("fr"))) == ({}, [])
    spoken = catalogue_in(small.path("fr"), "fr")
    assert spoken.gettext("Gaps") == "Lacunes"
    assert [spoken.ngettext("%(num)s gap", "%(num)s gaps", count) for count in (0, 1, 2)] == [
        "%(num)s lacune",
        "%(num)s lacune",
        "%(num)s lacunes",
    ]


def test_bringing_a_catalogue_in_step_changes_nothing_where_no_sentence_changed(small: Catalogues) -> None:
    small.update("fr", FRENCH)
    before = small.path("fr").read_bytes()
    small.update("fr")
    assert small.path("fr").read_bytes() == before
    assert b"page.html" not in before


def test_a_sentence_that_changed_is_translated_anew_and_the_old_one_goes(small: Catalogues, tmp_path: Path) -> None:
    small.update("fr", FRENCH)
    (tmp_path / "page.html").write_text(PAGE.replace("Gaps", "All gaps"), encoding="utf-8")
    assert list(small.wrong("fr")) == ["fr: not translated: All gaps", "fr: no page says this any more: Gaps"]
    small.update("fr")
    assert list(small.missing("fr")) == ["All gaps"]
    assert "Lacunes" not in small.path("fr").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("Up to %(day)s at least", "Au moins jusqu’au %(jour)s"),
        ("Up to %(day)s at least", "Au moins %(day)s, 100 %"),
        ("Dear %(name)s, <strong>welcome</strong>", "Bienvenue %(name)s"),
        ("%(num)s gap", ["%(num)s lacune", "lacunes"]),
    ],
)
def test_other_placeholders_are_told(small: Catalogues, sentence: str, translation: str | list[str]) -> None:
    small.update("fr", {**FRENCH, sentence: translation})
    assert list(small.wrong("fr")) == [f"fr: other placeholders or marks: {sentence}"]


def test_the_commands_of_whoever_translates(small: Catalogues, tmp_path: Path) -> None:
    def run(*arguments: str, fails: bool = False) -> str:
        done = CliRunner().invoke(catalogues.main, arguments)
        assert done.exit_code == int(fails), done.output
        return done.output

    assert "Français: 4 sentences to translate" in run("update")
    assert json.loads(run("missing", "fr")) == small.missing("fr")
    file = tmp_path / "french.json"
    file.write_text(json.dumps({**FRENCH, "Gaps": "", "Gap": "Lacune"}), encoding="utf-8")
    told = run("fill", "fr", str(file))
    assert "no page says this: Gap\n" in told
    assert "1 sentences still to translate" in told
    assert "fr: not translated: Gaps\npt: not translated" in run("check", fails=True)
    for language in PLURALS:
        small.update(language, FRENCH)
    assert run("check") == ""
