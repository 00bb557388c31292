"""The whole way on the demonstration register of Portugal: ten steps, a consultation of regions and civil society,
adoption, and what it closes in analysis.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from interlace import demonstration, workspaces
from interlace.principals import SYSTEM
from tests.interlace.identity.people import quick
from tests.interlace.workspaces.desks import Desks
from tests.repository import ROOT

if TYPE_CHECKING:
    from uuid import UUID

    from graph.listing import Key
    from interlace.db.connections import Database

REGIONS = ("PT-NUTS2-PT11", "PT-NUTS2-PT15", "PT-NUTS2-PT20", "PT-NUTS2-PT30")
SOCIETY = ("PT-CSO-CASA-BRASIL", "PT-CSO-JRS")
CODE = "PT-N-2027"
#: The day on which the register is looked at; the strategy begins before.
DAY = date(2026, 11, 30)
CELLS = (
    "active_citizenship.participation",
    "real_equality.public_services",
    "meaningful_interaction.civil_society",
    "diversity_advantage.governance",
)


@pytest.fixture(scope="module")
def portugal(database: Database) -> Desks:
    accounts = quick(database)
    (country,) = (country for country in demonstration.COUNTRIES if country.slug == "portugal")
    of_its_own = replace(country, slug="portugal-prepares")
    return Desks(accounts, demonstration.set_up(accounts, of_its_own, ROOT / "demo" / "portugal", lambda _: None))


def findings(desks: Desks) -> set[Key]:
    """What is found on a day: rule, subject and object."""
    listing = desks.view(day=DAY).analysis.listing
    return {listing.key(number) for number in range(len(listing))}


def test_portugal_prepares_consults_and_adopts_a_strategy(portugal: Desks) -> None:
    official = portugal.somebody("steward", "PT")
    made = portugal.open(official, "PT", "National strategy 2027")
    assert len(made.steps) == 10
    record_all_steps(portugal, made.id)
    told = portugal.again(official, made.id)
    assert [step.missing for step in told.steps if step.id != "revision"] == [()] * 9
    assert told.steps[-1].outside == 1
    levels = {one.level: one.taking_part for one in told.steps[3].levels}
    assert (levels["regional"], levels["civil_society"]) == (4, 2)
    write_the_strategy(portugal, made.id)
    consult_and_answer(portugal, made.id)
    before = findings(portugal)
    foreseen = workspaces.adoption(*portugal.reader(official), made.id)
    assert foreseen.silent == ("PT-NUTS2-PT15",)
    assert {part.body: part.depth for part in foreseen.parts} == {
        "PT-NUTS2-PT11": "consultation",
        "PT-NUTS2-PT20": "dialogue",
        "PT-NUTS2-PT30": "consultation",
        "PT-CSO-CASA-BRASIL": "dialogue",
        "PT-CSO-JRS": "consultation",
    }
    workspaces.adopt(*portugal.asker(official), made.id, foreseen.revision)
    after = findings(portugal)
    # Two initiatives that nobody above stood behind have somebody now.
    assert before - after == {("initiative-unsupported", code, "") for code in ("PT-NUTS2-PT20", "PT-lisboa")}
    # What is said of the national plan that was made without the others is not said of this one.
    without_others = {"levels-not-consulted", "civil-society-absent", "principle-missing", "evidence-absent"}
    assert {rule for rule, subject, _ in after if subject == "PT-N-2024"} >= without_others
    # What it asks of the levels below is asked of them, and nothing else opens.
    assert {(rule, subject) for rule, subject, _ in after - before} == {("commitment-uncascaded", CODE)}


def record_all_steps(desks: Desks, workspace: UUID) -> None:
    """Something for each item, and for one why it is for others; who takes part in the consultation."""
    official = desks.somebody("steward", "PT")
    asker = (*desks.asker(official), workspace)
    for step in desks.again(official, workspace).steps:
        for item in step.missing if step.id != "revision" else step.missing[:2]:
            workspaces.prove(*asker, {"item": item, "kind": "words", "text": f"Kept in the file of {item}."})
        desks.write(official, workspace, f"notes.{step.id}", f"What was done for {step.id}.")
    last = desks.again(official, workspace).steps[-1].missing[0]
    workspaces.prove(*asker, {"item": last, "kind": "outside", "text": "Parliament decides on this."})
    for body in (*REGIONS, *SOCIETY):
        workspaces.involve(*asker, {"step": "consultation", "body": body, "part": "consulted"})


def write_the_strategy(desks: Desks, workspace: UUID) -> None:
    """What stands in the register later: title, period, what it rests on, and its cells."""
    official = desks.somebody("steward", "PT")
    columns = {
        "code": CODE,
        "title": "Estratégia nacional",
        "starts_on": "2026-11-01",
        "ends_on": "2030-12-31",
        "evidence_base": "yes",
        "monitoring": "yes",
        "funded": "yes",
        "commitments_complete": "yes",
    }
    for column, value in columns.items():
        desks.write(official, workspace, f"strategy.{column}", value)
    for cell in CELLS:
        desks.write(official, workspace, f"cell.{cell}", "2")


def consult_and_answer(desks: Desks, workspace: UUID) -> None:
    """Regions and civil society are asked; all but one reply, two of them again once they were answered."""
    official = desks.somebody("steward", "PT")
    one = desks.consult(official, workspace, *REGIONS, *SOCIETY)
    people = {
        "PT-NUTS2-PT20": desks.somebody("steward", "PT-NUTS2-PT20"),
        "PT-CSO-CASA-BRASIL": desks.somebody("contributor", "PT-CSO-CASA-BRASIL"),
    }
    for body in (*REGIONS, *SOCIETY):
        if body == "PT-NUTS2-PT15":
            continue
        who = people.get(body, SYSTEM)
        said = desks.reply(who, one.id, body, "Housing first.")
        desks.answer(official, one.id, said.id, "in_part")
        if body in people:
            more = desks.reply(who, one.id, body, "And languages?")
            desks.answer(official, one.id, more.id, "not")
    asked = workspaces.consultation(*desks.reader(official), one.id)
    assert (asked.bodies, asked.replied, asked.unanswered) == (6, 5, 0)
