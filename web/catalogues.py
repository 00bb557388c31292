"""Keeps the catalogues of the pages, a .po file a language, in step with what the pages say.

    python -m web.catalogues update              # sentences that are new, none that is gone; translations stay
    python -m web.catalogues check               # what is missing, or has other placeholders than its sentence
    python -m web.catalogues missing fr > a.json # for whoever translates: "" is to be filled in,
    python -m web.catalogues fill fr a.json      # ["one", "many"] to be replaced in both places

Pages read the .po files themselves; nothing is compiled. Files bear neither dates nor lines, so they change only where
a sentence does.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from web.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEB = Path(__file__).parent
#: The languages that sentences are translated to, each with its plurals: French counts 0 as one, the others as many.
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "pt": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
}
#: What says a sentence, and which of its arguments are sentences.
_SAYING: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "say": None,
    "ngettext": (1, 2),
    "say_number": (1, 2),
}
#: As `web.languages.prepare` lets templates be read.
_TEMPLATES = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
#: What Babel finds sentences with: a function, or the name of one of its own.
_METHODS: Mapping[str, Any] = {".html": babel_extract, ".py": "python"}
_NOT_OURS = {"node_modules", "built", "locale"}
_PLACEHOLDER = re.compile(r"%(?:\(\w+\)s|%)?|</?[a-z]+[^>]*>")


class Catalogues:
    """The sentences of a folder of pages, and their catalogues beneath it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or WEB

    def sentences(self) -> Catalog:
        """All that the pages say, without translations."""
        found = Catalog()
        for path in sorted(self._folder.rglob("*")):
            method = _METHODS.get(path.suffix)
            if method is None or _NOT_OURS & set(path.relative_to(self._folder).parts):
                continue
            options = _TEMPLATES if path.suffix == ".html" else {}
            for _, sentence, _, _ in extract_from_file(method, path, keywords=_SAYING, options=options):
                found.add(sentence)
        return found

    def path(self, language: str) -> Path:
        """Where a language's catalogue lies."""
        return self._folder / "locale" / language / "LC_MESSAGES" / "pages.po"

    def read(self, language: str) -> Catalog:
        """A language's catalogue; an empty one where none was begun."""
        path = self.path(language)
        return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""), locale=language, ignore_obsolete=True)

    def write(self, language: str, translated: Mapping[str, Any]) -> None:
        """A language's catalogue anew: all that the pages say, with these translations by sentence."""
        catalogue = Catalog(locale=language)
        for message in _told(self.sentences()):
            catalogue.add(message.id, _fitting(message, translated.get(_key(message), "")))
        body = io.BytesIO()
        write_po(body, catalogue, width=0, omit_header=True, sort_output=True, no_location=True)
        head = (
            'msgid ""\nmsgstr ""\n'
            f'"Language: {language}\\n"\n'
            '"MIME-Version: 1.0\\n"\n'
            '"Content-Type: text/plain; charset=utf-8\\n"\n'
            '"Content-Transfer-Encoding: 8bit\\n"\n'
            f'"Plural-Forms: {PLURALS[language]}\\n"\n\n'
        )
        self.path(language).parent.mkdir(parents=True, exist_ok=True)
        self.path(language).write_bytes(head.encode() + body.getvalue().strip() + b"\n")

    def update(self, language: str, more: Mapping[str, Any] | None = None) -> None:
        """Bring a catalogue in step with the pages; `more` are translations that are new."""
        known = {_key(message): message.string for message in _told(self.read(language))}
        self.write(language, {**known, **(more or {})})

    def missing(self, language: str) -> dict[str, Any]:
        """What has no translation yet, as whoever translates fills it in."""
        known = self.read(language)
        lacking = (message for message in _told(self.sentences()) if not _translation(message, known))
        return {_key(message): list(message.id) if message.pluralizable else "" for message in lacking}

    def wrong(self, language: str) -> Iterator[str]:
        """What is to be mended in a catalogue, a line each."""
        said, known = self.sentences(), self.read(language)
        for message in _told(said):
            translation = _translation(message, known)
            if not translation:
                yield f"{language}: not translated: {_key(message)}"
            elif not _says_the_same(_forms(message.id), translation):
                yield f"{language}: other placeholders or marks: {_key(message)}"
        for message in _told(known):
            if said.get(message.id) is None:
                yield f"{language}: no page says this any more: {_key(message)}"


def _told(catalogue: Catalog) -> list[Message]:
    """The sentences of a catalogue, in their order; its head is none."""
    return sorted((message for message in catalogue if message.id), key=_key)


def _forms(text: object) -> tuple[str, ...]:
    """A sentence or its translation as its forms: one, or that of one thing and that of many."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _fitting(message: Message, translation: object) -> str | tuple[str, ...]:
    """The translation, if it has as many forms as its sentence; else none, to be translated anew."""
    forms = _forms(translation)
    if len(forms) != len(_forms(message.id)):
        return ""
    return forms if message.pluralizable else forms[0]


def _translation(message: Message, known: Catalog) -> tuple[str, ...]:
    """The forms of a sentence's translation; none where any is missing."""
    found = known.get(message.id)
    forms = () if found is None else _forms(found.string)
    return forms if len(forms) == len(_forms(message.id)) and all(forms) else ()


def _says_the_same(sentence: tuple[str, ...], translation: tuple[str, ...]) -> bool:
    """Whether placeholders, percent signs and marks of HTML are the same, in whatever order.

    The form for one thing may name the number or not, as its sentence does or as the one for many does.
    """
    expected, found = [_marks(form) for form in sentence], [_marks(form) for form in translation]
    return found[0] in expected and found[-1] == expected[-1]


def _marks(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))


_language = click.argument("language", type=click.Choice(list(PLURALS)))


@click.group(help=__doc__)
def main() -> None:
    """One of the commands."""


@main.command()
def update() -> None:
    """Bring all catalogues in step with the pages."""
    catalogues = Catalogues()
    for language in PLURALS:
        catalogues.update(language)
        click.echo(f"{LANGUAGES[language]}: {len(catalogues.missing(language))} sentences to translate")


@main.command()
def check() -> None:
    """Tell what is missing or wrong; exit with 1 if anything is."""
    wrong = [line for language in PLURALS for line in Catalogues().wrong(language)]
    click.echo("\n".join(wrong), nl=bool(wrong))
    raise SystemExit(bool(wrong))


@main.command()
@_language
def missing(language: str) -> None:
    """Print what is not translated, as JSON."""
    click.echo(json.dumps(Catalogues().missing(language), ensure_ascii=False, indent=1))


@main.command()
@_language
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def fill(language: str, file: Path) -> None:
    """Put translations of such a JSON in their places."""
    catalogues = Catalogues()
    given = {key: value for key, value in json.loads(file.read_text(encoding="utf-8")).items() if value}
    unknown = given.keys() - {_key(message) for message in _told(catalogues.sentences())}
    for sentence in sorted(unknown):
        click.echo(f"no page says this: {sentence}", err=True)
    catalogues.update(language, given)
    click.echo(f"{len(catalogues.missing(language))} sentences still to translate")


if __name__ == "__main__":
    main()
