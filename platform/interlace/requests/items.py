"""What is asked for: an item of one of the kinds, read from what a door was given, and whom it can be asked of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlace.db.models.asked import ITEM_KINDS, MOST_WORDS
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.reading.acting import acting
from interlace.reading.findings import finding, imaginable, object_of, subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.reading.findings import FoundOne
    from interlace.reading.view import View

#: Kinds that a body's word “my register is complete” answers.
OF_THE_REGISTER = ("declaration", "strategies", "actions", "participations", "competences")
#: Fields of a strategy that can be empty, and so be asked for.
STRATEGY_FIELDS = (
    "starts_on",
    "ends_on",
    "review_due_on",
    "reviewed_on",
    "evidence_base",
    "monitoring",
    "funded",
    "commitments_complete",
    "url",
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Item:
    """One thing that is asked for. `subject` tells two items of a kind apart, `words` are free text as it was typed."""

    kind: str
    subject: str = ""
    words: str | None = None


def item_of(given: object, pointer: str) -> Item:
    """An item as a door hands it over: `kind`, and `subject` or `text` where its kind needs one. Raises Invalid."""
    if not isinstance(given, dict) or not set(given) <= {"kind", "subject", "text"}:
        raise Invalid([FieldProblem(pointer, "unknown-field", {"choices": "kind, subject, text"})])
    kind, subject, text = given.get("kind"), given.get("subject"), given.get("text")
    if kind not in ITEM_KINDS:
        raise Invalid([FieldProblem(f"{pointer}/kind", "bad-choice", {"choices": ", ".join(ITEM_KINDS)})])
    if kind == "text":
        words = _text(text, f"{pointer}/text")
        return Item(kind, alike(words), words)
    if kind in {"strategy-field", "finding"}:
        return Item(kind, _text(subject, f"{pointer}/subject"))
    return Item(str(kind))


def alike(words: str) -> str:
    """Free words so that the same asked with other spaces or capitals is the same item."""
    return _SPACES.sub(" ", words).strip().lower()[:MOST_WORDS]


def _text(given: object, pointer: str) -> str:
    if given is None or given == "":
        raise Invalid([FieldProblem(pointer, "required")])
    if not isinstance(given, str) or "\0" in given or not _encodable(given):
        raise Invalid([FieldProblem(pointer, "bad-text")])
    text = given.strip()
    if not text:
        raise Invalid([FieldProblem(pointer, "required")])
    if len(text) > MOST_WORDS:
        raise Invalid([FieldProblem(pointer, "too-long", {"most": str(MOST_WORDS)})])
    return text


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def applicable(view: View, item: Item, bodies: Mapping[str, int], pointer: str) -> None:
    """Raise Invalid where an item cannot be asked of one of these bodies (codes with rows): it is not theirs."""
    if item.kind == "strategy-field":
        _check_field(view, item, bodies, pointer)
    elif item.kind == "finding":
        _check_finding(view, item, bodies, pointer)


def field_of(item: Item) -> tuple[str, str]:
    """The strategy and the field that an item names, `pt-x:monitoring`."""
    strategy, _, field = item.subject.rpartition(":")
    return strategy, field


def _check_field(view: View, item: Item, bodies: Mapping[str, int], pointer: str) -> None:
    strategy, field = field_of(item)
    if field not in STRATEGY_FIELDS:
        choices = ", ".join(f"CODE:{name}" for name in STRATEGY_FIELDS)
        raise Invalid([FieldProblem(f"{pointer}/subject", "bad-choice", {"choices": choices})])
    row = view.sight.row_of_code("strategies", strategy)
    # A draft is nobody's to ask for; whoever may not see it is told what they would be told if it were not there.
    if row is None or view.sight.column("strategies", "status")[row] == "draft":
        raise Invalid([FieldProblem(f"{pointer}/subject", "unknown-code", {"value": strategy, "tables": "strategies"})])
    owners = {view.sight.column("strategies", "owner")[row], *view.sight.column("strategies", "co_owners")[row]}
    if not owners.issuperset(bodies):
        raise Invalid([FieldProblem(f"{pointer}/subject", "bad-value")])


def _check_finding(view: View, item: Item, bodies: Mapping[str, int], pointer: str) -> None:
    if imaginable(view, item.subject) is None:
        raise Invalid([FieldProblem(f"{pointer}/subject", "bad-value")])
    found = found_now(view, item.subject)
    if found is not None and not set(bodies_of_finding(view, found)).issuperset(bodies):
        raise Invalid([FieldProblem(f"{pointer}/subject", "bad-value")])


def found_now(view: View, key: str) -> FoundOne | None:
    """The finding of a key, if it is found on the view's day."""
    try:
        return finding(view, key)
    except Unknown:
        return None


def bodies_of_finding(view: View, found: FoundOne) -> list[str]:
    """The bodies (codes) that a finding can be asked of: who can act on it, then whom it names."""
    rows = [row for acts in acting(view, found) for row in acts.bodies]
    for record in (subject_of(view, found), object_of(view, found)):
        rows += _behind(view, record)
    codes = view.sight.column("bodies", "code")
    return [codes[row] for row in dict.fromkeys(rows)]


def _behind(view: View, record: tuple[str, int] | None) -> list[int]:
    """The rows of the bodies that a record is, or is led by."""
    if record is None:
        return []
    table, row = record
    if table == "bodies":
        return [row]
    columns = {"strategies": "owner", "actions": "body"}
    if table not in columns:
        return []
    led = view.sight.row_of_code("bodies", view.sight.column(table, columns[table])[row])
    return [] if led is None else [led]
