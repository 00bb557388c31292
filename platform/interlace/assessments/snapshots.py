"""What was sent, frozen: the instrument’s version, the answers and the whole score tree, reproducible to the digit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select

from graph import scoring
from interlace.assessments.asked import instrument_of
from interlace.assessments.values import read
from interlace.db.models import Assessment, AssessmentAnswer, AssessmentRound, AssessmentSnapshot
from interlace.errors import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from policies.instruments import Answer, Instrument


def freeze(session: Session, assessment: UUID, instrument: Instrument, at: datetime) -> AssessmentSnapshot:
    """Keep what stands for each item, and what it scores. The answers must fit their items."""
    rows = session.scalars(
        select(AssessmentAnswer).where(AssessmentAnswer.assessment == assessment).order_by(AssessmentAnswer.item)
    )
    items = instrument.items_by_id
    answers = {row.item: _entry(row) for row in rows if row.item in items}
    scores = scoring.told(scoring.score(instrument, answers_in(instrument, answers)))
    made = AssessmentSnapshot(
        assessment=assessment,
        instrument=instrument.id,
        version=instrument.version,
        instrument_digest=instrument.digest,
        answers=answers,
        scores=scores,
        digest=digest_of(instrument.id, instrument.version, instrument.digest, answers, scores),
        made_at=at,
    )
    session.add(made)
    session.flush()
    return made


def _entry(row: AssessmentAnswer) -> dict[str, Any]:
    """An answer as it is frozen: nobody's name, and nothing that is empty."""
    entry: dict[str, Any] = {"standing": row.standing, "value": row.value}
    entry |= {"evidence": row.evidence["items"]} if row.evidence.get("items") else {}
    entry |= {"note": row.note} if row.note is not None else {}
    # What nobody has confirmed is not passed off as what somebody said.
    return entry | ({"source": row.source} if row.source != "person" else {})


def answers_in(instrument: Instrument, answers: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers of a snapshot by item, as they are scored."""
    items = instrument.items_by_id
    return {
        item: read(items[item], str(entry["standing"]), entry.get("value"))
        for item, entry in answers.items()
        if item in items
    }


def digest_of(
    instrument: str, version: str, instrument_digest: str, answers: Mapping[str, Any], scores: Mapping[str, Any]
) -> str:
    """SHA-256 of the canonical JSON of all this: keys in order, no white space, UTF-8."""
    whole = {
        "instrument": instrument,
        "version": version,
        "instrument_digest": instrument_digest,
        "answers": answers,
        "scores": scores,
    }
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()


def verify(session: Session, snapshot: AssessmentSnapshot) -> bool:
    """Whether the scores of a snapshot come out of its answers again, to the digit, and nothing of it was changed."""
    if snapshot.digest != digest_of(
        snapshot.instrument, snapshot.version, snapshot.instrument_digest, snapshot.answers, snapshot.scores
    ):
        return False
    try:
        instrument = instrument_of(session, snapshot.instrument, snapshot.version)
        tree = scoring.score(instrument, answers_in(instrument, snapshot.answers))
    except (Unknown, scoring.AnswerUnfit):
        return False
    return instrument.digest == snapshot.instrument_digest and scoring.told(tree) == snapshot.scores


def latest_snapshot(
    session: Session, body: str, *, instrument: str | None = None, voice: str = "body", released: bool = False
) -> AssessmentSnapshot | None:
    """What was sent of a body in one voice in the latest round, as corrected: of an instrument or any, released or not.

    It asks nobody's leave: whoever shows it to somebody asks `voices`.
    """
    states = ("released",) if released else ("sent", "released")
    rows = (
        select(AssessmentSnapshot)
        .join(Assessment, Assessment.id == AssessmentSnapshot.assessment)
        .join(AssessmentRound, AssessmentRound.id == Assessment.round)
        .where(Assessment.body == body, Assessment.voice == voice, Assessment.state.in_(states))
    )
    rows = rows if instrument is None else rows.where(AssessmentSnapshot.instrument == instrument)
    return session.scalar(
        rows.order_by(AssessmentRound.opened_at.desc(), AssessmentRound.id.desc(), Assessment.version.desc()).limit(1)
    )
