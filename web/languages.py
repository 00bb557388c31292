"""In which language a page speaks, and how: sentences, numbers, days. English sentences are the keys of the catalogues.

The language that somebody chose on a page is kept; else their browser says which they read.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_decimal, format_percent
from flask import g, request

from interlace.texts import catalogue_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from flask import Flask, Response

    from policies import Text

#: Languages of the pages, each by its own name.
LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français", "pt": "Português", "es": "Español"}
#: What numbers and days are written by; where a language has several, that of the Council of Europe's own documents.
_LOCALES = {"en": "en_GB", "fr": "fr", "pt": "pt_PT", "es": "es"}
_FOLDER = Path(__file__).parent / "locale"
_COOKIE, _ARGUMENT = "language", "lang"
_A_YEAR = 366 * 24 * 3600
#: Whatever is not known.
NOTHING = "–"


def language() -> str:
    """The language of this page."""
    if "language" not in g:
        accepted = [tag.partition("-")[0].casefold() for tag, quality in request.accept_languages if quality]
        wanted = [request.args.get(_ARGUMENT, ""), request.cookies.get(_COOKIE, ""), *accepted]
        g.language = next((one for one in wanted if one in LANGUAGES), "en")
    return str(g.language)


def choose(wanted: str) -> None:
    """Let the page speak another language, and all after it."""
    g.language = g.chosen_language = wanted


def keep(response: Response) -> None:
    """Remember the language that was chosen on this page."""
    chosen = g.get("chosen_language") or request.args.get(_ARGUMENT, "")
    if chosen in LANGUAGES:
        response.set_cookie(_COOKIE, chosen, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)


def say(sentence: str, **values: object) -> str:
    """A sentence of a page in its language: `say("%(count)s open questions", count=number(3))`."""
    told = _gettext(sentence)
    return told % values if values else told


def in_every_language(sentence: str) -> set[str]:
    """A sentence of a page in each language, for what people may have written in any of them."""
    return {catalogue_in(_path(one), one).gettext(sentence) for one in LANGUAGES}


def _gettext(sentence: str) -> str:
    return catalogue_in(_path(language()), language()).gettext(sentence)


def _ngettext(one: str, many: str, count: int) -> str:
    return catalogue_in(_path(language()), language()).ngettext(one, many, count)


def _path(name: str) -> Path:
    return _FOLDER / name / "LC_MESSAGES" / "pages.po"


def say_number(one: str, many: str, count: int, **values: object) -> str:
    """A sentence about a number of things: `say_number("%(num)s gap", "%(num)s gaps", 3)`."""
    return _ngettext(one, many, count) % {"num": number(count), **values}


def told(text: Text) -> str:
    """A text of the vocabularies or rules."""
    return text.in_language(language())


def number(value: float) -> str:
    """A number."""
    return _decimal(value, _LOCALES[language()])


@lru_cache(maxsize=4096)
def _decimal(value: float, locale: str) -> str:
    # Pages tell thousands of numbers, most of them small; to write one anew takes longer than all else about it.
    return str(format_decimal(value, locale=locale))


def share(part: float | None, whole: float | None = 1) -> str:
    """A percentage without decimals; a dash where there is no whole."""
    if part is None or not whole:
        return NOTHING
    return _percent(part / whole, _LOCALES[language()])


@lru_cache(maxsize=4096)
def _percent(value: float, locale: str) -> str:
    return str(format_percent(value, locale=locale))


def day(value: date | None, style: str = "medium") -> str:
    """A day: 30 Nov 2026."""
    return NOTHING if value is None else str(format_date(value, style, locale=_LOCALES[language()]))


def moment(value: datetime | None) -> str:
    """A moment, in UTC: 30 Nov 2026, 14:05."""
    if value is None:
        return NOTHING
    locale = _LOCALES[language()]
    joined = str(get_datetime_format("medium", locale=locale))
    return joined.format(format_time(value, "short", locale=locale), format_date(value, "medium", locale=locale))


def prepare(app: Flask) -> None:
    """Let templates say `{{ _("…") }}` and `{% trans %}…{% endtrans %}`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
