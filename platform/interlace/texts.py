"""What the product says to people, in English and French. English sentences are the keys of the catalogue."""

from __future__ import annotations

import gettext
import io
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LANGUAGES = ("en", "fr")
_LOCALE = Path(__file__).parent / "locale"


def catalogue(language: str) -> gettext.NullTranslations:
    """What the command line and mails say in a language."""
    return catalogue_in(_LOCALE / language / "LC_MESSAGES" / "interlace.po", language)


@cache
def catalogue_in(path: Path, language: str) -> gettext.NullTranslations:
    """The catalogue of a .po file, so that nothing has to be compiled beforehand; sentences as they are without one."""
    if not path.exists():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def to_say(sentence: str) -> str:
    """The sentence, which a `Speaker` says later: this is how the catalogue knows of it."""
    return sentence


class Speaker:
    """Says sentences in one language: `say("Read {count} files", count=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = catalogue(language)

    def say(self, sentence: str, **values: object) -> str:
        """The sentence in the speaker's language, with its values filled in."""
        translated = self._catalogue.gettext(sentence)
        return translated.format(**values) if values else translated

    def number(self, number: float) -> str:
        """A number as the language writes it."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.language)

    def share(self, part: float, whole: float) -> str:
        """A percentage without decimals, a dash where there is no whole."""
        from babel.numbers import format_percent

        return format_percent(part / whole, locale=self.language) if whole else "–"


def first_known(tags: Iterable[str]) -> str:
    """The first of these languages that is ours, else English; `fr-CA` is content with `fr`."""
    known = (tag.partition("-")[0].casefold() for tag in tags)
    return next((one for one in known if one in LANGUAGES), LANGUAGES[0])


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """The language a person's environment asks for (LC_ALL, LC_MESSAGES, LANG); English if it is not ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"
