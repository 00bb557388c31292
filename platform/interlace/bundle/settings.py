"""tenant.toml: a tenant's name, languages, thresholds, competence matrix, and its own say on rules."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from graph.settings import OFF, Alteration, Settings, Thresholds
from interlace.bundle.problems import Note
from interlace.bundle.source import MOST_SETTINGS, SETTINGS_FILE
from policies import AREAS, LEVELS, ROLES, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.bundle.problems import ProblemList

KNOWN = ("name", "country", "languages", "thresholds", "competence_matrix", "rules")
_SHARES = ("aligned_from", "declared_share")
THRESHOLDS = tuple(field.name for field in fields(Thresholds))
_MOST_WHOLE, _MOST_POINTS = 10**9, 100
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_settings(content: bytes, problems: ProblemList) -> Settings:
    """The settings of a tenant; defaults wherever something is missing or wrong, which is then a problem."""
    if len(content) > MOST_SETTINGS:
        problems.add(SETTINGS_FILE, 0, "", "", "too-large", most=MOST_SETTINGS >> 20)
        return Settings()
    try:
        text = content.decode("utf-8-sig")
        raw = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = 1 + content[: error.start].count(b"\n")
        problems.add(SETTINGS_FILE, line, "", f"0x{content[error.start]:02X}", "not-utf8")
        return Settings()
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        reason = str(error).split(" (at ")[0]
        problems.add(SETTINGS_FILE, int(found[1]) if found else 0, "", "", "bad-toml", reason=reason)
        return Settings()
    lines = text.splitlines()

    def wrong(section: str, key: str, value: object, code: str, **details: object) -> None:
        problems.add(SETTINGS_FILE, _line(lines, section, key), key, value, code, **details)

    problems.notes += [Note(SETTINGS_FILE, key, "unknown-key") for key in raw if key not in KNOWN]
    return check_settings(raw, wrong)


def check_settings(raw: Mapping[str, Any], wrong: Wrong) -> Settings:
    """Settings from plain values, shares as whole numbers or decimals; `wrong` is told section, key and problem."""
    return _Reader(wrong).settings(raw)


def _line(lines: Sequence[str], section: str, key: str) -> int:
    """The first line that sets `key` in `section` (or names the section itself), 0 if none is found."""
    inside = not section
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            name = stripped.strip("[] ").replace('"', "")
            if name == f"{section}.{key}".strip("."):
                return number
            inside = name == section
        elif inside and re.match(rf'"?{re.escape(key)}"?\s*[=.]', stripped):
            return number
    return 0


class Wrong(Protocol):
    """Is told what is wrong with a setting."""

    def __call__(self, section: str, key: str, value: object, code: str, **details: object) -> None:
        """Note a problem of `key` in `section`, which is empty for the settings outside all sections."""


class _Reader:
    def __init__(self, wrong: Wrong) -> None:
        self._wrong = wrong

    def settings(self, raw: Mapping[str, Any]) -> Settings:
        return Settings(
            name=self._text(raw, "name"),
            country=self._country(raw),
            languages=self._languages(raw),
            thresholds=self._thresholds(self._table(raw, "thresholds")),
            competence_matrix=self._matrix(self._table(raw, "competence_matrix")),
            rules=self._rules(self._table(raw, "rules")),
        )

    def _text(self, raw: Mapping[str, Any], key: str) -> str | None:
        value = raw.get(key)
        if value is None or isinstance(value, str):
            return value
        self._wrong("", key, value, "bad-setting", what="a text")
        return None

    def _country(self, raw: Mapping[str, Any]) -> str | None:
        value = self._text(raw, "country")
        if value is None or re.fullmatch(r"[A-Z]{2}", value):
            return value
        self._wrong("", "country", value, "bad-setting", what="two capital letters (ISO 3166-1 alpha-2)")
        return None

    def _languages(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        value = raw.get("languages", [])
        if isinstance(value, list) and all(isinstance(tag, str) and _LANGUAGE.fullmatch(tag) for tag in value):
            return tuple(value)
        self._wrong("", "languages", value, "bad-setting", what='a list of language tags, such as ["pt", "en"]')
        return ()

    def _table(self, raw: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = raw.get(key, {})
        if isinstance(value, dict):
            return value
        self._wrong("", key, value, "bad-setting", what=f"a section [{key}]")
        return {}

    def _thresholds(self, raw: dict[str, Any]) -> Thresholds:
        values: dict[str, Any] = {}
        for key, value in raw.items():
            if key not in THRESHOLDS:
                self._wrong("thresholds", key, value, "unknown-setting", choices=", ".join(THRESHOLDS))
            elif key in _SHARES:
                if _is_number(value) and 0 <= value <= 1:
                    values[key] = Fraction(value)
                else:
                    self._wrong("thresholds", key, value, "bad-setting", what="a number from 0 to 1")
            elif isinstance(value, int) and not isinstance(value, bool) and _least(key) <= value <= most_of(key):
                values[key] = value
            else:
                what = f"a whole number from {_least(key)} to {most_of(key)}"
                self._wrong("thresholds", key, value, "bad-setting", what=what)
        return Thresholds(**values)

    def _matrix(self, raw: dict[str, Any]) -> dict[str, dict[str, str]]:
        matrix: dict[str, dict[str, str]] = {}
        for level, roles in raw.items():
            if level not in LEVELS or not isinstance(roles, dict):
                self._unknown("competence_matrix", level, level, LEVELS.ids)
                continue
            section = f"competence_matrix.{level}"
            for area, role in roles.items():
                if area not in AREAS:
                    self._unknown(section, area, area, AREAS.ids)
                elif role not in ROLES.ids:
                    self._unknown(section, area, role, ROLES.ids)
                else:
                    matrix.setdefault(level, {})[area] = role
        return matrix

    def _rules(self, raw: dict[str, Any]) -> dict[str, Alteration]:
        """What is other than shipped: what says the same as the rule itself is left out."""
        given = {}
        for name, told in raw.items():
            if name not in RULES:
                self._unknown("rules", name, name, list(RULES))
            elif isinstance(told, dict):
                given[name] = Alteration(severities=self._severities(name, told))
            elif told == OFF:
                given[name] = Alteration(off=True)
            elif told in SEVERITIES.ids:
                given[name] = Alteration(severities={old: told for old in RULES[name].severities if old != told})
            else:
                self._unknown("rules", name, told, [OFF, *SEVERITIES.ids])
        return {name: given[name] for name in RULES if name in given and given[name] != Alteration()}

    def _severities(self, name: str, raw: dict[str, Any]) -> dict[str, str]:
        own, section = RULES[name].severities, f"rules.{name}"
        for old, new in raw.items():
            if old not in own:
                self._unknown(section, old, old, own)
            elif not isinstance(new, str) or new not in SEVERITIES.ids:
                self._unknown(section, old, new, SEVERITIES.ids)
        return {old: raw[old] for old in own if old in raw and raw[old] != old}

    def _unknown(self, section: str, key: str, value: object, choices: Sequence[str]) -> None:
        self._wrong(section, key, value, "unknown-setting", choices=", ".join(choices))


def _is_number(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _least(key: str) -> int:
    return 1 if key == "fragment" else 0


def most_of(key: str) -> int:
    """The largest value of a threshold that is a whole number; one of points ends where scores do."""
    return _MOST_POINTS if key == "contradicted_below" else _MOST_WHOLE
