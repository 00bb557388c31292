"""What each table and column means, in a sentence: both doors tell it to whoever builds on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "bodies": "Authorities of all levels, civil-society organisations and the networks that they meet in.",
    "competences": "The role that a body has in a policy area, for a period.",
    "relations": "What two bodies have to do with each other, said by one and confirmed or disputed by the other.",
    "strategies": "Strategies and plans for intercultural integration, each with the bodies that own it.",
    "commitments": "What a strategy commits to in one cell of principle and policy area, and how deeply.",
    "actions": "What bodies do: projects, services, measures.",
    "links": "“This strategy or action supports that strategy”, said by one side, confirmed or disputed by the other.",
    "participations": "The part that a body took in a strategy: in which phase, and how deeply.",
    "successions": "Which body followed which: what mergers and splits leave behind.",
    "declarations": "A body’s word that what is recorded of it was complete on a day.",
    "reports": "How a strategy or an action goes, told on a day.",
    "oppositions": "Two strategies that a body concerned has marked as working against each other.",
    "measurements": "What a body scored in a cell on a day by an instrument, as a range; never an order of bodies.",
}

_FROM, _TO = "First day of the period; null where it is open.", "Last day of the period; null where it is open."

DESCRIPTIONS: Mapping[str, Mapping[str, str]] = {
    "bodies": {
        "code": "The code by which other records name the body; it never changes.",
        "name": "The body’s name. `name_xx` holds its translation into language xx.",
        "level": "The level of an authority, or `civil_society` or `network`.",
        "parent": "Code of the body above: of an authority the one whose territory contains it, of a civil-society body"
        " the authority where it works; null at the top and for networks.",
        "population": "How many people live in its territory.",
        "valid_from": "First day on which the body exists; null where that is not known.",
        "valid_to": "Last day on which the body exists; null while it does.",
        "identifiers": "Identifiers in other registers, as `scheme:value`.",
        "website": "Address of its website.",
        "scope": "Of a network: whether its members are of several levels or of one.",
        "serves": "Of a network: code of the authority whose territory it serves; null for the whole country.",
        "meets_every_months": "Of a network: it is to meet once in so many months.",
        "last_met_on": "Of a network: the day of its last meeting.",
    },
    "competences": {
        "body": "Code of the body.",
        "area": "The policy area.",
        "role": "Its role in the area: it leads, shares the task, advises, or has none.",
        "valid_from": _FROM,
        "valid_to": _TO,
        "legal_basis": "The law that says so.",
    },
    "relations": {
        "source": "Code of the body that says so.",
        "target": "Code of the body that it is said of.",
        "kind": "What the source has to do with the target.",
        "status": "Whether the other side has confirmed or disputed it; null counts as declared.",
        "declared_on": "Day on which it was last said.",
        "valid_from": _FROM,
        "valid_to": _TO,
        "mechanism": "By which means: a committee, a contract, a fund.",
        "evidence_url": "Address of a document that shows it.",
    },
    "strategies": {
        "code": "The code by which other records name the strategy; it never changes.",
        "title": "The strategy’s title. `title_xx` holds its translation into language xx.",
        "owner": "Code of the body that leads it.",
        "co_owners": "Codes of the bodies that own it too.",
        "status": "A draft is seen by its owners, those above them and administrators only; null counts as adopted.",
        "starts_on": "First day for which it holds; null where it is open.",
        "ends_on": "Last day for which it holds; null where it is open.",
        "review_due_on": "Day by which it is to be reviewed.",
        "reviewed_on": "Day on which it was last reviewed.",
        "evidence_base": "Whether it rests on data about who lives there; null where that is not known.",
        "monitoring": "Whether it says how it will be followed; null where that is not known.",
        "funded": "Whether it has a budget; null where that is not known.",
        "commitments_complete": "Whether its commitments on record are all that its text makes; null: not known.",
        "url": "Address of its text.",
    },
    "commitments": {
        "strategy": "Code of the strategy.",
        "principle": "The principle.",
        "area": "The policy area.",
        "depth": "1 stated, 2 with objectives, 3 with measures and indicators.",
    },
    "actions": {
        "code": "The code by which other records name the action; it never changes.",
        "title": "The action’s title. `title_xx` holds its translation into language xx.",
        "body": "Code of the body that acts.",
        "partners": "Codes of the bodies that act with it.",
        "status": "How far it is; null counts as ongoing.",
        "starts_on": "First day; null where it is open.",
        "ends_on": "Last day; null where it is open.",
        "cells": "What it works on, as `principle:area`.",
        "budget_amount": "Its budget, a decimal number as text, so that no digit is lost.",
        "budget_currency": "Currency of the budget.",
        "url": "Address where more is told about it.",
    },
    "links": {
        "from": "Code of the strategy or action that supports.",
        "to": "Code of the strategy that is supported.",
        "status": "Whether the other side has confirmed or disputed it; null counts as declared.",
    },
    "participations": {
        "strategy": "Code of the strategy.",
        "body": "Code of the body that took part.",
        "phase": "In which phase.",
        "depth": "How deeply, from being informed to deciding together.",
    },
    "successions": {
        "predecessor": "Code of the body that ended.",
        "successor": "Code of the body that followed it.",
        "on": "First day of the successor in its place.",
        "kind": "How it came about; null counts as continuation.",
        "framework": "The law or decision.",
    },
    "declarations": {
        "body": "Code of the body.",
        "declared_on": "The day of which it said that its register is complete.",
    },
    "reports": {
        "subject": "Code of the strategy or action.",
        "reported_on": "The day of which it tells.",
        "progress": "How far it is, from 0 to 100, a decimal number as text.",
        "note": "What there is to say about it.",
    },
    "oppositions": {
        "strategy": "Code of the one strategy.",
        "other": "Code of the other; what is said holds of the two in either order.",
        "marked_by": "Code of the body that marked them: one of their owners, or a body above one.",
        "marked_on": "The day on which it did; null where that is not known.",
        "resolved_on": "The first day on which they no longer work against each other; null where they still do.",
        "reason": "In what they work against each other.",
    },
    "measurements": {
        "body": "Code of the body that was measured.",
        "measured_on": "The day for which it was.",
        "principle": "The principle of the cell.",
        "area": "The area of the cell.",
        "score_from": "The least that it can be, from 0 to 100, a decimal number as text.",
        "score_to": "The most that it can be, however what was not answered is answered; a decimal number as text.",
        "items": "How many items it rests on.",
        "instrument": "Code of the instrument.",
        "version": "Version of the instrument.",
        "voice": "Whose answers these are; null means the body’s own.",
    },
}

ID = "The record’s id, a UUID of version 7; it never changes."
REVISION = "The revision of the tenant at which the record last changed."
AS_OF = "The day as of which the register is read; today (UTC) unless it is told."

RULE_SET = (
    "Under which rules findings are made: the number of the shipped set, and after `+` a digest of what the"
    " tenant has altered."
)


#: What each threshold decides.
THRESHOLDS: Mapping[str, str] = {
    "aligned_from": "From this share of covered cells on a body is aligned with a strategy, or convergent.",
    "fresh_days": "A declaration counts for so many days.",
    "declared_share": "From this share of declared registers on a finding about several bodies is confirmed.",
    "small_population": "Smaller local authorities need no strategy of their own.",
    "delivery_days": "A completed action counts for so many days.",
    "stale_days": "After so many days without a report what was told is stale.",
    "confirm_days": "After so many days without an answer a declared relation is overdue.",
    "fragment": "A part of the network counts as one from so many bodies on.",
    "contradicted_below": "A commitment is asked about where the body measured less than so many points of 100.",
}
