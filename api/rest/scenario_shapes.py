"""Shapes of scenarios and of what they would come to, as the REST door tells them, with an example of each."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.rest.examples import ID, OTHER_ID
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from graph.whatif import TABLES
from interlace.db.models.scenarios import MOST_CHANGES, MOST_DESCRIPTION_CHARACTERS, MOST_TITLE_CHARACTERS
from interlace.scenarios.values import VERBS
from policies import ALIGNMENT_STATES, CERTAINTIES, PRINCIPLES, SEVERITIES


def _flag(description: str) -> fields.Field[Any]:
    return fields.Boolean(required=True, metadata={"description": description})


def _list(item: type, description: str, **told: Any) -> fields.Field[Any]:  # noqa: ANN401 - what marshmallow takes
    return fields.List(fields.Nested(item), required=True, metadata={"description": description}, **told)


def _one_of(choices: tuple[str, ...] | list[str], description: str, **told: Any) -> fields.Field[Any]:  # noqa: ANN401
    return fields.String(required=True, validate=validate.OneOf(choices), metadata={"description": description}, **told)


CHANGE = shape(
    "ScenarioChange",
    {
        "verb": _one_of(VERBS, "Whether the record comes or goes."),
        "table": _one_of(list(TABLES), "Which table it is of. A membership is a relation of the kind `member_of`."),
        "values": fields.Dict(
            keys=fields.String(),
            required=True,
            metadata={
                "description": "Of what comes, its values, as creating it takes them. Of what goes, those that name"
                " it: its code, or what tells it from others. An adopted strategy that goes is withdrawn."
            },
        ),
    },
    description="A change that is tried. It means what the ordinary services do.",
)
CHANGES = fields.List(
    fields.Nested(CHANGE),
    required=True,
    validate=validate.Length(max=MOST_CHANGES),
    metadata={"description": "Made one after the other; later ones may name what earlier ones add."},
)
TITLE = fields.String(
    required=True, validate=validate.Length(1, MOST_TITLE_CHARACTERS), metadata={"description": "What it is called."}
)
DESCRIPTION = fields.String(
    allow_none=True,
    validate=validate.Length(max=MOST_DESCRIPTION_CHARACTERS),
    metadata={"description": "What it is about."},
)
COLUMNS: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "title": text("What it is called.", required=True),
    "description": text("What it is about.", required=True, allow_none=True),
    "author": fields.UUID(required=True, metadata={"description": "Whose it is."}),
    "own": _flag("Whether it is yours."),
    "base_revision": number("The revision of the register that it stands on.", required=True),
    "changes": CHANGES,
    "withheld": number("Changes that name drafts which you may not know of, and which are left out.", required=True),
    "unreadable": number("Changes left out that cannot be read any more; they go with the next change.", required=True),
    "shared_with": fields.List(
        fields.UUID(), required=True, metadata={"description": "Whom the author shows it to; told to the author."}
    ),
    "revision": number("Its own revision, which `If-Match` takes.", required=True),
    "created_at": fields.DateTime(required=True),
    "changed_at": fields.DateTime(required=True),
    "applied_at": fields.DateTime(required=True, allow_none=True),
    "applied_by": fields.UUID(required=True, allow_none=True),
    "applied_revision": number("The revision that came of it.", required=True, allow_none=True),
}
SCENARIO = shape("Scenario", COLUMNS, description="Changes that somebody tries on the register without making them.")
EXAMPLE_CHANGE = {
    "verb": "add",
    "table": "relations",
    "values": {"source": "PT-lisboa", "target": "PT-RPCI", "kind": "member_of"},
}
EXAMPLE = {
    "id": ID,
    "title": "Lisbon joins the network",
    "description": None,
    "author": OTHER_ID,
    "own": True,
    "base_revision": 41,
    "changes": [EXAMPLE_CHANGE],
    "withheld": 0,
    "unreadable": 0,
    "shared_with": [],
    "revision": 1,
    "created_at": "2026-03-31T10:15:00+00:00",
    "changed_at": "2026-03-31T10:15:00+00:00",
    "applied_at": None,
    "applied_by": None,
    "applied_revision": None,
}

_FINDING = shape(
    "ScenarioFinding",
    {
        "key": text("What it is known by.", required=True),
        "rule": text("The rule.", required=True),
        "family": text("The family of the rule.", required=True),
        "subject": text("What it is about.", required=True),
        "object": text("What else it is about.", required=True, allow_none=True),
        "severity": _one_of(SEVERITIES.ids, "How grave it is."),
        "certainty": _one_of(CERTAINTIES.ids, "A confirmed gap, or an open question."),
        "reach": number("How many people it reaches.", required=True),
        "priority": fields.Float(required=True),
        "severity_before": text("Of one that changes: how grave it is without.", required=True, allow_none=True),
        "certainty_before": text("Of one that changes: its certainty without.", required=True, allow_none=True),
    },
)
_STATES = ALIGNMENT_STATES.ids
_STATE = {"allow_none": True}
EFFECTS: dict[str, fields.Field[Any]] = {
    "revision": number("The revision of the register that it was tried on.", required=True),
    "as_of": fields.Date(required=True),
    "records": number("How many records would come, go or change.", required=True),
    "withheld": number("Changes that were left out, since they name drafts that you may not know of.", required=True),
    "opened_total": number("Findings that would open.", required=True),
    "closed_total": number("Findings that would close.", required=True),
    "changed_total": number("Findings with another severity or certainty.", required=True),
    "opened": _list(_FINDING, "Those that matter most."),
    "closed": _list(_FINDING, "Those that matter most, as they are without."),
    "changed": _list(_FINDING, "Those that matter most."),
    "rules": _list(
        shape(
            "ScenarioRule",
            {
                "rule": text("The rule.", required=True),
                **{
                    name: number(f"How many would be {name}.", required=True)
                    for name in ("opened", "closed", "changed")
                },
            },
        ),
        "Findings by rule.",
    ),
    "states": _list(
        shape(
            "ScenarioState",
            {
                "state": _one_of(_STATES, "A state of alignment."),
                "before": number("Pairs without.", required=True),
                "after": number("Pairs with.", required=True),
            },
        ),
        "Pairs of a strategy and an authority, by state.",
    ),
    "moves": _list(
        shape(
            "ScenarioMove",
            {
                "before": _one_of(_STATES, "The state without; none for a pair that there is not.", **_STATE),
                "after": _one_of(_STATES, "The state with.", **_STATE),
                "pairs": number("How many pairs.", required=True),
            },
        ),
        "How many pairs would go from which state to which.",
    ),
    "pairs": _list(
        shape(
            "ScenarioPair",
            {
                "strategy": text("Code of the strategy.", required=True),
                "body": text("Code of the authority.", required=True),
                "before": _one_of(_STATES, "The state without.", **_STATE),
                "after": _one_of(_STATES, "The state with.", **_STATE),
            },
        ),
        "Pairs whose state would be another.",
    ),
    "coverage": _list(
        shape(
            "ScenarioPrinciple",
            {
                "principle": _one_of(PRINCIPLES.ids, "A principle."),
                **{
                    f"{what}_{when}": number(
                        f"Areas {what}, {when} the changes, all authorities together.", required=True
                    )
                    for what in ("covered", "competent")
                    for when in ("before", "after")
                },
            },
        ),
        "What authorities cover of what they are competent for.",
    ),
    "people": fields.Nested(
        shape(
            "ScenarioPeople",
            {
                "gained": number("Inhabitants of the authorities that gain, each counted once.", required=True),
                "lost": number("Inhabitants of the authorities that lose, each counted once.", required=True),
                "gaining_total": number("Authorities that gain.", required=True),
                "losing_total": number("Authorities that lose.", required=True),
                "gaining": fields.List(fields.String(), required=True),
                "losing": fields.List(fields.String(), required=True),
            },
            description="An authority gains where it covers a cell that it did not, or carries a strategy aligned"
            " that it did not; it loses the other way round, and may do both.",
        ),
        required=True,
    ),
}
TRIED = shape("TriedChanges", EFFECTS, description="What changes would come to. Nothing is written.")
EXAMPLE_TRIED = {
    "revision": 41,
    "as_of": "2026-03-31",
    "records": 1,
    "withheld": 0,
    "opened_total": 0,
    "closed_total": 1,
    "changed_total": 0,
    "opened": [],
    "closed": [
        {
            "key": "body-isolated:PT-lisboa",
            "rule": "body-isolated",
            "family": "horizontal",
            "subject": "PT-lisboa",
            "object": None,
            "severity": "medium",
            "certainty": "confirmed",
            "reach": 545796,
            "priority": 1.03,
            "severity_before": None,
            "certainty_before": None,
        }
    ],
    "changed": [],
    "rules": [{"rule": "body-isolated", "opened": 0, "closed": 1, "changed": 0}],
    "states": [{"state": "aligned", "before": 3, "after": 3}],
    "moves": [],
    "pairs": [],
    "coverage": [
        {
            "principle": "real_equality",
            "covered_before": 5,
            "covered_after": 5,
            "competent_before": 20,
            "competent_after": 20,
        }
    ],
    "people": {"gained": 0, "lost": 0, "gaining_total": 0, "losing_total": 0, "gaining": [], "losing": []},
}
PREVIEW = shape(
    "ScenarioPreview",
    {
        "scenario": fields.UUID(required=True),
        "base_revision": number("The revision of the register that the scenario stands on.", required=True),
        "present_revision": number("The revision of the register now.", required=True),
        "old": _flag("Whether the register has changed since the revision that it was tried on."),
        **EFFECTS,
    },
    description="What a scenario would come to. Nothing is written.",
)
EXAMPLE_PREVIEW = {"scenario": ID, "base_revision": 41, "present_revision": 41, "old": False, **EXAMPLE_TRIED}


def _differences(name: str) -> fields.Field[Any]:
    return fields.Nested(
        shape(
            name,
            {
                "first_total": number("Only by the first.", required=True),
                "second_total": number("Only by the second.", required=True),
                "both_total": number("By both.", required=True),
                "first": _list(_FINDING, "Those that matter most."),
                "second": _list(_FINDING, "Those that matter most."),
            },
        ),
        required=True,
    )


COMPARISON = shape(
    "ScenarioComparison",
    {
        "first": fields.Nested(PREVIEW, required=True),
        "second": fields.Nested(PREVIEW, required=True),
        "opened": _differences("ScenariosOpen"),
        "closed": _differences("ScenariosClose"),
    },
    description="Two scenarios on the same register.",
)
_EXAMPLE_DIFFERENCES = {"first_total": 0, "second_total": 0, "both_total": 1, "first": [], "second": []}
EXAMPLE_COMPARISON = {
    "first": EXAMPLE_PREVIEW,
    "second": {**EXAMPLE_PREVIEW, "scenario": OTHER_ID},
    "opened": {**_EXAMPLE_DIFFERENCES, "both_total": 0},
    "closed": _EXAMPLE_DIFFERENCES,
}
