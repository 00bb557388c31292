"""Results for learning: a body against its own earlier rounds, its targets and the middle half of similar bodies.

Nothing here is in an order of scores: areas stand as the instrument has them, rounds by their days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 - a field of data classes
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID  # noqa: TC003 - the same

from sqlalchemy import select

from graph.scoring import AnswerUnfit, Score, read, score_across
from graph.scoring.groups import CHOICES, Band
from interlace.assessments.groups import Chosen, GroupTold, group_of
from interlace.assessments.helping import Offer, offers_for
from interlace.assessments.snapshots import answers_in
from interlace.assessments.targets import TargetTold, targets_of
from interlace.assessments.voices import reader, seen_among
from interlace.db import tenancy
from interlace.db.models import Assessment, AssessmentRound, AssessmentSnapshot
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation
from interlace.instruments import crosswalk_of, instrument_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from graph.scoring import ScoreTree
    from interlace.assessments.voices import Asker
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View
    from policies.instruments import Instrument

#: So many earlier rounds are told, the latest of them.
MOST_EARLIER = 12
#: What can be said of an area by itself, from what is certain alone.
WORDS = ("strength", "to_work_on", "neither", "not_known")


@dataclass(frozen=True)
class SentTold:
    """What was sent in a round. `comparable` says whether its areas can be held against those of the latest.

    `core` and `extended` are in the terms of its own version. Where a crosswalk makes it comparable, `dropped` counts
    its items that the latest version no longer has, `added` those of the latest that it never asked.
    """

    round: UUID
    title: str
    version: str
    sent_on: date
    released: bool
    comparable: bool
    core: Score | None
    extended: Score | None
    dropped: int = 0
    added: int = 0


@dataclass(frozen=True)
class PartTold:
    """An area or a principle. `earlier` is by earlier round, in their order; None where it did not count, or cannot be
    compared. `word` is None where nothing counts now.
    """

    kind: str
    id: str
    optional: bool
    now: Score | None
    earlier: Sequence[Score | None]
    target: TargetTold | None
    band: Band | None
    word: str | None
    offers: Sequence[Offer] = ()
    """Who can help, where it is to be worked on."""


@dataclass(frozen=True)
class Results:
    """All that a body can learn from what it sent last of an instrument."""

    body: str
    instrument: Instrument
    instruments: Sequence[str]
    """Of which it has sent something."""
    latest: SentTold
    earlier: Sequence[SentTold]
    """The oldest first."""
    areas: Sequence[PartTold]
    principles: Sequence[PartTold]
    group: GroupTold
    may_set_targets: bool


class _Compared(NamedTuple):
    """A tree in the terms of the latest version, and how many items a crosswalk leaves out and opens."""

    tree: ScoreTree
    dropped: int = 0
    added: int = 0


class _Sent(NamedTuple):
    assessment: Assessment
    snapshot: AssessmentSnapshot
    round: AssessmentRound


def results(
    database: Database,
    view: View,
    principal: Principal,
    tenant_id: UUID,
    body: str,
    *,
    instrument: str | None = None,
    group: str = "level",
    language: str | None = None,
) -> Results:
    """The results of a body (code), of an instrument or of the one that was sent last; help in a language comes first.

    Raises Unknown, in the same words whether there are none or the caller may not know of them; Invalid.
    """
    if group not in CHOICES:
        raise Invalid([FieldProblem("/group", "bad-choice", {"choices": ", ".join(CHOICES)})])
    with tenancy.reading(database, tenant_id) as session:
        who = reader(session, principal, view)
        every = _sent(session, who, body)
        named = list(dict.fromkeys(one.snapshot.instrument for one in reversed(every)))
        sent = [one for one in every if one.snapshot.instrument == (instrument or (named or [""])[0])]
        if not sent:
            raise Unknown(f"There are no results of “{body[:64]}”.")
        found = _results(session, view, who, sent, sorted(named), group)
        return replace(found, areas=_with_offers(session, found, language))


def _sent(session: Session, who: Asker, body: str) -> list[_Sent]:
    """What was sent in the body's own voice and may be read: the last version of each round, the oldest first."""
    of_body = session.scalars(select(Assessment).where(Assessment.body == body)).all()
    readable = {one.assessment.id for one in seen_among(who, of_body) if one.readable}
    rows = (
        select(Assessment, AssessmentSnapshot, AssessmentRound)
        .join(AssessmentSnapshot, AssessmentSnapshot.assessment == Assessment.id)
        .join(AssessmentRound, AssessmentRound.id == Assessment.round)
        .where(Assessment.body == body, Assessment.voice == "body", Assessment.id.in_(readable))
        .order_by(Assessment.version, AssessmentSnapshot.made_at, Assessment.id)
    )
    last: dict[UUID, _Sent] = {}
    for assessment, snapshot, of_round in session.execute(rows):
        last[of_round.id] = _Sent(assessment, snapshot, of_round)
    # A correction of an earlier round does not make that the latest.
    return sorted(last.values(), key=lambda one: (one.round.opened_at, one.round.id))


def _results(
    session: Session, view: View, who: Asker, sent: Sequence[_Sent], named: Sequence[str], choice: str
) -> Results:
    *before, last = sent[-MOST_EARLIER - 1 :]
    body, snapshot = last.assessment.body, last.snapshot
    instrument = instrument_of(session, snapshot.instrument, snapshot.version)
    tree = read(snapshot.scores)
    compared = [_comparable(session, one.snapshot, snapshot, instrument) for one in before]
    trees = [None if one is None else one.tree for one in compared]
    own = who.may(Operation.DRAFTS_READ, body)
    targets = targets_of(session, body, instrument.id) if own else {}
    group = group_of(session, view, body, Chosen(instrument.id, instrument.version, choice))
    optional = {area.id: area.optional for area in instrument.areas}

    def part(kind: str, name: str) -> PartTold:
        scores = [None if one is None else _parts(one, kind).get(name) for one in trees]
        now, target = _parts(tree, kind).get(name), targets.get(name) if kind == "area" else None
        return PartTold(
            kind=kind,
            id=name,
            optional=kind == "area" and optional[name],
            now=now,
            earlier=scores,
            target=target,
            band=group.bands.get((kind, name)),
            word=word_of(now, tree.extended, target),
        )

    principles = dict.fromkeys(item.principle for item in instrument.items if item.scored and item.principle)
    return Results(
        body=body,
        instrument=instrument,
        instruments=named,
        latest=_told(last, _Compared(tree)),
        earlier=[_told(one, how) for one, how in zip(before, compared, strict=True)],
        areas=[part("area", area) for area in optional],
        principles=[part("principle", one) for one in principles],
        group=group,
        may_set_targets=who.may(Operation.RECORDS_WRITE, body),
    )


def _with_offers(session: Session, found: Results, language: str | None) -> list[PartTold]:
    wanted = [area.id for area in found.areas if area.word == "to_work_on"]
    offers = offers_for(session, found.instrument, wanted, language)
    return [replace(area, offers=offers.get(area.id, ())) for area in found.areas]


def _comparable(
    session: Session, earlier: AssessmentSnapshot, latest: AssessmentSnapshot, instrument: Instrument
) -> _Compared | None:
    """The scores of an earlier round in the terms of the latest: as they are, or by a crosswalk of the tenant's; None
    where there is none.
    """
    if (earlier.version, earlier.instrument_digest) == (latest.version, latest.instrument_digest):
        return _Compared(read(earlier.scores))
    try:
        crosswalk = crosswalk_of(session, instrument.id, earlier.version, latest.version)
        old = instrument_of(session, earlier.instrument, earlier.version)
        answers = answers_in(old, earlier.answers)
        tree = score_across(crosswalk, old, instrument, answers)
    except (Unknown, AnswerUnfit):
        return None
    return _Compared(tree, len(crosswalk.dropped), len(crosswalk.added))


def _told(sent: _Sent, how: _Compared | None) -> SentTold:
    own = read(sent.snapshot.scores)
    return SentTold(
        round=sent.round.id,
        title=sent.round.title,
        version=sent.snapshot.version,
        sent_on=sent.snapshot.made_at.date(),
        released=sent.assessment.state == "released",
        comparable=how is not None,
        core=own.core,
        extended=own.extended,
        dropped=0 if how is None else how.dropped,
        added=0 if how is None else how.added,
    )


def _parts(tree: ScoreTree, kind: str) -> Mapping[str, Score | None]:
    return tree.areas if kind == "area" else tree.principles


def word_of(now: Score | None, whole: Score | None, target: TargetTold | None) -> str | None:
    """What can be said of a part against the whole of the same body and its target, whatever is still open.

    What lies certainly below the target or the whole is to be worked on; what lies certainly above the whole, or has
    reached the target, is a strength; of what could still be either nothing is known.
    """
    if now is None or whole is None:
        return None
    missed = target is not None and now.upper < target.target
    if missed or now.upper < whole.lower:
        return "to_work_on"
    reached = target is not None and now.lower >= target.target
    if reached or now.lower > whole.upper:
        return "strength"
    return "neither" if now.exact and whole.exact else "not_known"
