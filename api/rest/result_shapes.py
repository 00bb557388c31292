"""What results for learning and released voices look like as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields, validate

from api.rest.examples import ID
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from graph.scoring.groups import CHOICES
from interlace.assessments.results import WORDS
from interlace.db.models.assessments import STANDINGS, VOICES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.scoring import Score
    from graph.scoring.groups import Band
    from interlace.assessments.divergence import Voices
    from interlace.assessments.helping import Offer
    from interlace.assessments.results import PartTold, Results, SentTold
    from interlace.assessments.targets import TargetTold
    from policies.instruments import Answer, Instrument


def _many(of: type, description: str) -> fields.Field[Any]:
    return fields.List(fields.Nested(of), required=True, metadata={"description": description})


def _texts(description: str) -> fields.Field[Any]:
    return fields.List(fields.String(), required=True, metadata={"description": description})


def _maybe(of: type, description: str) -> fields.Field[Any]:
    return fields.Nested(of, required=True, allow_none=True, metadata={"description": description})


def _choice(choices: Sequence[str], description: str, **told: Any) -> fields.Field[Any]:  # noqa: ANN401
    known = [*choices, None] if told.get("allow_none") else [*choices]
    return fields.String(required=True, validate=validate.OneOf(known), metadata={"description": description}, **told)


def _day(description: str) -> fields.Field[Any]:
    return fields.Date(required=True, metadata={"description": description})


_SCORE = shape(
    "AssessmentScore",
    {
        "lower": text("Where it is at least, from 0 to 100, with six decimals.", required=True),
        "upper": text("Where it is at most; the same as `lower` once nothing is open.", required=True),
        "answered": number("How many of the items have a known worth.", required=True),
        "items": number("How many items count.", required=True),
    },
    description="A score from 0 to 100 as a range: what is not answered is neither yes nor no.",
)
_BAND = shape(
    "AssessmentBand",
    {
        "lower": text("The 25th percentile of the midpoints, widened to fives.", required=True),
        "upper": text("The 75th percentile, likewise.", required=True),
        "others": number("At least so many other bodies.", required=True),
    },
    description="Where the middle half of similar bodies stands. Nothing is told of any single one.",
)
_TARGET_COLUMNS: dict[str, fields.Field[Any]] = {
    "target": text("The score that the body wants to have, from 0 to 100.", required=True),
    "by_day": _day("By when."),
    "revision": number("At which revision it is.", required=True),
}
_OFFER = shape(
    "AssessmentHelp",
    {
        "entry": fields.UUID(required=True, metadata={"description": "The entry of the commons."}),
        "title": text("What is offered.", required=True),
        "body_name": text("Who offers it.", required=True),
        "country": text("In which country.", required=True, allow_none=True),
        "languages": _texts("In which languages."),
        "areas": _texts("The areas that both speak to."),
        "principles": _texts("The principles that both speak to."),
    },
)
_SENT = shape(
    "AssessmentSent",
    {
        "round": fields.UUID(required=True),
        "title": text("What the round is called.", required=True),
        "version": text("The version of the instrument.", required=True),
        "sent_on": _day("When it was sent."),
        "released": fields.Boolean(required=True),
        "comparable": fields.Boolean(
            required=True, metadata={"description": "Whether its areas can be held against those of the latest."}
        ),
        "dropped": number("How many of its items the latest version no longer has.", required=True),
        "added": number("How many items of the latest version it never asked: there it is open.", required=True),
        "core": _maybe(_SCORE, "Over the areas that are not optional, in the terms of its own version."),
        "extended": _maybe(_SCORE, "Over all areas."),
    },
)
_PART = shape(
    "AssessmentPart",
    {
        "kind": _choice(("area", "principle"), "What it is."),
        "id": text("Which area of the instrument, or which principle.", required=True),
        "name": text("Its name.", required=True),
        "optional": fields.Boolean(required=True),
        "now": _maybe(_SCORE, "What was sent last; null where nothing counts."),
        "earlier": fields.List(
            fields.Nested(_SCORE, allow_none=True),
            required=True,
            metadata={"description": "By earlier round; null where nothing counted, or it cannot be compared."},
        ),
        "target": _maybe(shape("AssessmentPartTarget", dict(_TARGET_COLUMNS)), "The body’s own target."),
        "band": _maybe(_BAND, "Where similar bodies stand; null where too few could be told of."),
        "word": _choice(WORDS, "Held against the whole of the body and its target.", allow_none=True),
        "offers": _many(_OFFER, "Who can help, where it is to be worked on."),
    },
)
RESULTS_SHAPE = shape(
    "AssessmentResults",
    {
        "body": text("Code of the body.", required=True),
        "instrument": text("Which instrument.", required=True),
        "name": text("Its name.", required=True),
        "instruments": _texts("The instruments of which the body has sent something."),
        "latest": fields.Nested(_SENT, required=True),
        "earlier": _many(_SENT, "The earlier rounds, the oldest first."),
        "areas": _many(_PART, "As the instrument has them."),
        "principles": _many(_PART, "As the instrument has them."),
        "group": _choice(CHOICES, "By what similar bodies were chosen."),
        "groups": fields.List(
            fields.String(validate=validate.OneOf(CHOICES)),
            required=True,
            metadata={"description": "The choices of which anything can be told."},
        ),
    },
    description="For learning: areas stand as the instrument has them, rounds by their days.",
)
TARGET_KEY: dict[str, fields.Field[Any]] = {
    "body": text("Code of the body.", required=True),
    "instrument": text("Which instrument.", required=True),
    "area": text("The id of one of its areas.", required=True),
}
TARGET_SHAPE = shape(
    "AssessmentTarget",
    {
        **TARGET_KEY,
        "target": text(
            "The score that the body wants to have; null once it is taken back.", allow_none=True, required=True
        ),
        "by_day": fields.Date(required=True, allow_none=True, metadata={"description": "By when."}),
        "revision": number("At which revision it is; 0 once it is taken back.", required=True),
    },
)
NEW_TARGET = shape(
    "NewAssessmentTarget",
    {
        **TARGET_KEY,
        "target": text("From 0 to 100, with at most two decimals; without it and `by_day`, the target is taken back.",
                       allow_none=True),
        "by_day": fields.Date(allow_none=True, metadata={"description": "By when."}),
        "revision": fields.Integer(metadata={"description": "The revision that you read; 0 for a new one."}),
    },
)  # fmt: skip
_SPEAKER = shape(
    "AssessmentSpeaker",
    {
        "assessment": fields.UUID(required=True),
        "voice": _choice(VOICES, "Whose view it is."),
        "author": text("Code of the body that speaks; null for a reviewer.", required=True, allow_none=True),
        "sent_on": _day("When it was sent."),
    },
)
_ANSWER = shape(
    "AssessmentVoiceAnswer",
    {
        "standing": _choice(STANDINGS, "How it stands."),
        "value": text("What was answered.", required=True, allow_none=True),
    },
)
_APART = fields.Boolean(required=True, metadata={"description": "Whether two who said something do not agree."})
VOICES_SHAPE = shape(
    "AssessmentVoices",
    {
        "body": text("Code of the body.", required=True),
        "round": fields.UUID(required=True),
        "title": text("What the round is called.", required=True),
        "instrument": text("Which instrument.", required=True),
        "version": text("Which version of it.", required=True),
        "speakers": _many(_SPEAKER, "The voices that were released."),
        "areas": _many(
            shape(
                "AssessmentVoicesArea",
                {
                    "id": text("Which area.", required=True),
                    "name": text("Its name.", required=True),
                    "scores": fields.List(
                        fields.Nested(_SCORE, allow_none=True),
                        required=True,
                        metadata={"description": "By speaker; null where nothing counts."},
                    ),
                    "apart": _APART,
                },
            ),
            "As the instrument has them.",
        ),
        "items": _many(
            shape(
                "AssessmentVoicesItem",
                {
                    "id": text("Which item.", required=True),
                    "area": text("Of which area.", required=True),
                    "question": text("What it asks.", required=True),
                    "answers": _many(_ANSWER, "By speaker."),
                    "apart": _APART,
                },
            ),
            "As the instrument has them.",
        ),
    },
    description="The released voices beside each other. Nothing is averaged.",
)
_EXAMPLE_SCORE = {"lower": "50.000000", "upper": "62.500000", "answered": 3, "items": 4}
_EXAMPLE_SENT = {
    "round": ID,
    "title": "Index 2026",
    "version": "1",
    "sent_on": "2026-03-31",
    "released": True,
    "comparable": True,
    "dropped": 0,
    "added": 0,
    "core": _EXAMPLE_SCORE,
    "extended": _EXAMPLE_SCORE,
}
EXAMPLE_TARGET = {
    "body": "pt-sintra",
    "instrument": "intercultural-index",
    "area": "education",
    "target": "75",
    "by_day": "2028-12-31",
    "revision": 1,
}
_EXAMPLE_PART = {
    "kind": "area",
    "id": "education",
    "name": "Education",
    "optional": False,
    "now": _EXAMPLE_SCORE,
    "earlier": [],
    "target": {name: EXAMPLE_TARGET[name] for name in _TARGET_COLUMNS},
    "band": {"lower": "45", "upper": "60", "others": 10},
    "word": "to_work_on",
    "offers": [
        {
            "entry": ID,
            "title": "Schools without walls",
            "body_name": "Cascais",
            "country": "PT",
            "languages": ["pt"],
            "areas": ["education"],
            "principles": ["real_equality"],
        }
    ],
}
EXAMPLE_RESULTS = {
    "body": "pt-sintra",
    "instrument": "intercultural-index",
    "name": "Index-like questionnaire",
    "instruments": ["intercultural-index"],
    "latest": _EXAMPLE_SENT,
    "earlier": [],
    "areas": [_EXAMPLE_PART],
    "principles": [],
    "group": "level",
    "groups": ["level"],
}
EXAMPLE_VOICES = {
    "body": "pt-sintra",
    "round": ID,
    "title": "Index 2026",
    "instrument": "intercultural-index",
    "version": "1",
    "speakers": [{"assessment": ID, "voice": "body", "author": "pt-sintra", "sent_on": "2026-03-31"}],
    "areas": [{"id": "education", "name": "Education", "scores": [_EXAMPLE_SCORE], "apart": False}],
    "items": [
        {
            "id": "school-plan",
            "area": "education",
            "question": "Is there a plan for schools?",
            "answers": [{"standing": "answered", "value": "yes"}],
            "apart": False,
        }
    ],
}


def told_results(found: Results, names: Mapping[str, str]) -> dict[str, Any]:
    """Results as JSON holds them; `names` are those of principles."""
    instrument = found.instrument
    areas = {area.id: _said(area.name) for area in instrument.areas}
    return {
        "body": found.body,
        "instrument": instrument.id,
        "name": _said(instrument.name),
        "instruments": list(found.instruments),
        "latest": _sent(found.latest),
        "earlier": [_sent(one) for one in found.earlier],
        "areas": [_part(one, areas[one.id]) for one in found.areas],
        "principles": [_part(one, names.get(one.id, one.id)) for one in found.principles],
        "group": found.group.choice,
        "groups": list(found.group.choices),
    }


def told_voices(found: Voices) -> dict[str, Any]:
    """Voices as JSON holds them."""
    instrument: Instrument = found.instrument
    areas = {area.id: _said(area.name) for area in instrument.areas}
    questions = {item.id: _said(item.question) for item in instrument.items}
    return {
        "body": found.body,
        "round": found.round,
        "title": found.title,
        "instrument": instrument.id,
        "version": instrument.version,
        "speakers": [
            {"assessment": one.assessment, "voice": one.voice, "author": one.author, "sent_on": one.sent_on}
            for one in found.speakers
        ],
        "areas": [
            {"id": one.id, "name": areas[one.id], "scores": [_score(each) for each in one.scores], "apart": one.apart}
            for one in found.areas
        ],
        "items": [
            {
                "id": one.id,
                "area": one.area,
                "question": questions[one.id],
                "answers": [_answer(each) for each in one.answers],
                "apart": one.apart,
            }
            for one in found.items
        ],
    }


def told_target(of: Mapping[str, str], target: TargetTold | None) -> dict[str, Any]:
    """A target as JSON holds it, or that there is none."""
    if target is None:
        return {**of, "target": None, "by_day": None, "revision": 0}
    return {**of, **_target(target)}


def _said(words: Mapping[str, str]) -> str:
    """A text of an instrument in English, or in its first language."""
    return words.get("en") or next(iter(words.values()))


def _score(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "lower": str(score.lower),
        "upper": str(score.upper),
        "answered": score.answered,
        "items": score.items,
    }


def _band(band: Band | None) -> dict[str, Any] | None:
    return None if band is None else {"lower": str(band.lower), "upper": str(band.upper), "others": band.others}


def _target(target: TargetTold) -> dict[str, Any]:
    return {"target": str(target.target), "by_day": target.by_day, "revision": target.revision}


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "entry": offer.id,
        "title": offer.title,
        "body_name": offer.body_name,
        "country": offer.country,
        "languages": list(offer.languages),
        "areas": list(offer.areas),
        "principles": list(offer.principles),
    }


def _sent(sent: SentTold) -> dict[str, Any]:
    return {
        "round": sent.round,
        "title": sent.title,
        "version": sent.version,
        "sent_on": sent.sent_on,
        "released": sent.released,
        "comparable": sent.comparable,
        "dropped": sent.dropped,
        "added": sent.added,
        "core": _score(sent.core),
        "extended": _score(sent.extended),
    }


def _part(part: PartTold, name: str) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "id": part.id,
        "name": name,
        "optional": part.optional,
        "now": _score(part.now),
        "earlier": [_score(one) for one in part.earlier],
        "target": None if part.target is None else _target(part.target),
        "band": _band(part.band),
        "word": part.word,
        "offers": [_offer(one) for one in part.offers],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {"standing": answer.standing, "value": None if answer.value is None else str(answer.value)}
