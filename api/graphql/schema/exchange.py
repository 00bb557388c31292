"""Strategies, bodies and good practices in formats of others, as texts: taken along and brought in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.context import snapshots
from api.graphql.schema.parts import argument, enum, field
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import exchange
from interlace.exchange.plain import of_brought
from interlace.scenarios.previewing import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from api.graphql.schema.context import Context
    from api.graphql.schema.tenant import Tenant

_FORMS = {
    "stratml": "As a strategic plan of StratML Part 1 (ISO 17469-1).",
    "jsonld": "As JSON-LD.",
}
enum("StrategyFileForm", "The form of a file of one strategy.", _FORMS)
enum("PracticeFileForm", "The form of a file of one practice.", _FORMS)


def _strategy_file(source: Tenant, context: Context, strategy: str, form: object) -> str:
    return exchange.take(context.caller.principal, source.view, str(form), strategy).content.decode()


def _bodies_file(source: Tenant, context: Context) -> str:
    return exchange.take(context.caller.principal, source.view, "popolo").content.decode()


def _practice_file(_source: object, context: Context, uuid: UUID, form: object) -> str:
    return exchange.take_practice(*_asker(context), str(form), uuid).content.decode()


def _entry_file(_source: object, context: Context, uuid: UUID, form: object) -> str:
    return exchange.take_entry(*_asker(context), str(form), uuid).content.decode()


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


_PRACTICE_FORM = argument("form", "PracticeFileForm", "The form of the file.")
TENANT_FIELDS = [
    field(
        "strategyFile",
        "str",
        "A strategy with its commitments as a file for other programs.",
        _strategy_file,
        argument("strategy", "str", "Code of the strategy."),
        argument("form", "StrategyFileForm", "The form of the file."),
        fresh=True,
    ),
    field(
        "bodiesFile",
        "str",
        "All bodies and their memberships of networks as Popolo, JSON.",
        _bodies_file,
        fresh=True,
    ),
    field(
        "practiceFile",
        "str",
        "What can be published of a practice, as a file for other programs.",
        _practice_file,
        argument("uuid", "UUID", "Which one."),
        _PRACTICE_FORM,
        fresh=True,
    ),
    field(
        "practiceEntryFile",
        "str",
        "A practice that stands in the commons, whoever published it, as a file for other programs.",
        _entry_file,
        argument("uuid", "UUID", "Which entry."),
        _PRACTICE_FORM,
        fresh=True,
    ),
]
done("FilePayload", "What a file came to.", told_by("brought", "JSON | None", "What it came to, as REST tells it."))


def _bring(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    desk = Desk(context.database, snapshots(), context.caller.principal, context.tenant_id, context.today)
    asked = exchange.Asked(given["form"], given["content"], given.get("owner"), given.get("code"))
    perform = exchange.look if given.get("dryRun") else exchange.bring
    return {"brought": of_brought(perform(desk, asked))}


MUTATION_FIELDS = [
    service_mutation(
        "fileBring",
        "Bring in a strategy, bodies or a practice from a file by the ordinary services, all of it or nothing.",
        _bring,
        "FilePayload",
        [
            field("form", "str", f"Its form, one of {', '.join(exchange.ALL_FORMS)}."),
            field("content", "str", "Its text, at most 1 MiB."),
            field(
                "owner",
                "str | None",
                "Code of the body that leads the strategy, if not the file’s, or whose practice it is.",
            ),
            field("code", "str | None", "Code of the strategy, if not the file’s."),
            field("dryRun", "bool | None", "Only tell what it would come to."),
        ],
    ),
]
