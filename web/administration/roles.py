"""Roles and scopes in words: what each permits."""

from __future__ import annotations

from dataclasses import dataclass

from web.languages import say


@dataclass(frozen=True)
class Word:
    """What a page calls something, and one line about it."""

    id: str
    name: str
    about: str


def roles() -> dict[str, Word]:
    """The roles that people hold, by their ids, those with the fewest rights first."""
    return _by_id(
        Word("reader", say("Reader"), say("Reads the whole register and what is found in it; writes nothing.")),
        Word(
            "contributor",
            say("Contributor"),
            say("Writes for one body: strategies, actions, relations; confirms what others say of it."),
        ),
        Word(
            "steward",
            say("Steward"),
            say("The same for one body and all below it; registers bodies there and states their competences."),
        ),
        Word(
            "administrator",
            say("Administrator"),
            say("Everything in this programme: people, settings, imports, the audit, other systems."),
        ),
    )


def scopes() -> dict[str, Word]:
    """What other systems may be let do, by id."""
    return _by_id(
        Word("read", say("Read"), say("Read the register and what is found in it, and take copies.")),
        Word("write", say("Write"), say("Write records of the register, as far as you may yourself.")),
        Word("findings", say("Findings"), say("Answer findings: accept, dispute, accept the risk.")),
        Word("import", say("Import"), say("Bring bundles into the register.")),
        Word("webhooks", say("Webhooks"), say("Have what changes sent to an address.")),
    )


def _by_id(*words: Word) -> dict[str, Word]:
    return {word.id: word for word in words}
