"""Everything the command line and letters say is there in French, and no sentence of the catalogue is left over."""

from __future__ import annotations

import ast
from pathlib import Path

from babel.messages.pofile import read_po

import interlace
from interlace.texts import Speaker, language_of

SOURCE = Path(interlace.__file__).parent


def said() -> set[str]:
    sentences = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {"say", "to_say"}:
                    sentences.add(str(node.args[0].value))
    return sentences


def test_the_catalogue_holds_just_what_is_said() -> None:
    with (SOURCE / "locale" / "fr" / "LC_MESSAGES" / "interlace.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}
    assert set(catalogue) == said()
    assert [sentence for sentence, translated in catalogue.items() if not translated] == []


def test_a_speaker_speaks_its_language() -> None:
    assert Speaker("en").say("Shown: {shown} of {total}.", shown=1, total=2) == "Shown: 1 of 2."
    assert Speaker("fr").say("Evidence") == "Preuves"
    assert Speaker("fr").number(1234567) == "1\u202f234\u202f567"
    assert (Speaker("en").share(1, 4), Speaker("en").share(1, 0)) == ("25%", "–")


def test_the_language_is_that_of_the_environment_where_it_is_one_of_ours() -> None:
    assert language_of({"LANG": "fr_FR.UTF-8"}) == "fr"
    assert language_of({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}) == "en"
    assert language_of({}) == "en"
