"""The national picture: a summary of a day, and two days side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from graph.summary import summarise
from interlace.reading import compare
from interlace.reading.pages import USUAL
from policies import CERTAINTIES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.graphql.schema.context import Context
    from graph.summary import Summary
    from interlace.reading.compare import Compared


class FamilyCounts:
    """How many findings of a family there are."""

    __slots__ = ("counts", "family")

    def __init__(self, family: str, counts: Any) -> None:  # noqa: ANN401 - by severity and certainty
        self.family = family
        self.counts = counts


class RuleCounts:
    """How many findings of a rule there are, or what became of them."""

    __slots__ = ("count", "counts", "rule")

    def __init__(self, rule: str, count: int, counts: Any = None) -> None:  # noqa: ANN401 - by change
        self.rule = rule
        self.count = count
        self.counts = counts or {}


def _summary(source: Any, context: Context) -> Summary:  # noqa: ANN401 - the tenant
    return context.searched((source.view, "summary"), lambda: summarise(source.view.analysis))


def _compared(
    source: Any,  # noqa: ANN401 - the tenant
    context: Context,
    **days: date | None,
) -> Compared:
    earlier, later = days["from"], days.get("to")
    view = source.view if later is None else context.on(later)
    # So that no more days are worked out than a request may speak of.
    context.on(earlier)
    assert earlier is not None  # noqa: S101 - the schema asks for it
    return context.searched((view, "compare", earlier), lambda: compare.compared(view, earlier))


def _families(source: Summary, _context: Context) -> list[FamilyCounts]:
    return [FamilyCounts(family, counts) for family, counts in source.families.items()]


def _rules(source: Summary, _context: Context) -> list[RuleCounts]:
    return [RuleCounts(rule, count) for rule, count in source.rules.items()]


def _count(name: str) -> Any:  # noqa: ANN401 - a plain function
    return lambda source, _context: source.counts.get(name, 0)


def _total(name: str) -> Any:  # noqa: ANN401 - a plain function
    return lambda source, _context: source.totals[name]


def _changed_rules(source: Compared, _context: Context) -> list[RuleCounts]:
    return [RuleCounts(rule, sum(counts.values()), counts) for rule, counts in source.counts.items()]


def _differences(
    source: Compared,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    change: Sequence[str] | None = None,
    rule: Sequence[str] | None = None,
) -> Connection:
    changes = compare.CHANGES[:3] if change is None else tuple(map(str, change))
    rules = tuple(map(str, rule or ()))

    def found() -> Connection:
        page = compare.differences_page(source, changes, rules, first, after)
        return Connection(page.items, page.total, page.has_next, page.has_previous, page.cursor_of)

    return context.searched(("differences", source.earlier, source.later, changes, rules, first, after), found)


enum(
    "FindingChange",
    "What became of a finding between two days.",
    {
        "opened": "It was not there on the earlier day.",
        "closed": "It is no longer there.",
        "changed": "Its severity or certainty is another.",
        "kept": "It is as it was.",
    },
)
object_type(
    "LevelSummary",
    "The live bodies of one level.",
    [
        attribute("level", "Level", "The level.", "id"),
        attribute("bodies", "int", "How many there are."),
        attribute("declared", "int", "How many have declared lately that their registers are complete."),
        attribute("withStrategy", "int", "How many have a strategy in force.", "with_strategy"),
        attribute("population", "Long", "How many people they are known to have together."),
    ],
)
object_type(
    "FamilySummary",
    "The findings of one family of rules.",
    [
        attribute("family", "Family", "The family."),
        *(
            field(term.id, "int", f"How many are {term.id}.", _count(term.id))
            for vocabulary in (SEVERITIES, CERTAINTIES)
            for term in vocabulary
        ),
    ],
    source=FamilyCounts,
)
object_type(
    "RuleCount",
    "The findings of one rule.",
    [attribute("rule", "Rule", "The rule."), attribute("count", "int", "How many there are.")],
    source=RuleCounts,
)
object_type(
    "Summary",
    "Who is there, what is in force, and what was found on a day.",
    [
        attribute("levels", "list[LevelSummary]", "The bodies of each level.", page=7),
        field("families", "list[FamilySummary]", "The findings of each family of rules.", _families, page=4),
        field("rules", "list[RuleCount]", "The findings of each rule.", _rules, page=30),
    ],
)
object_type(
    "RuleChanges",
    "What became of the findings of one rule.",
    [
        attribute("rule", "Rule", "The rule."),
        *(field(name, "int", f"How many are {name}.", _count(name)) for name in compare.CHANGES),
    ],
    source=RuleCounts,
)
object_type(
    "FindingDifference",
    "What became of a finding; a closed one is told as it was, all others as they are on the later day.",
    [
        attribute("change", "FindingChange", "What became of it."),
        attribute("key", "str", "What it is known by on any day."),
        attribute("rule", "Rule", "The rule that found it."),
        attribute("family", "Family", "The family of the rule."),
        attribute("subjectKey", "str", "The code, or the term, of what it is about.", "subject"),
        attribute("objectKey", "str | None", "The same of what else it is about.", "object"),
        attribute("severity", "Severity", "How much it matters."),
        attribute("certainty", "Certainty", "Whether it is a gap for certain."),
        attribute("reach", "Long", "How many people live where it matters."),
        attribute("severityBefore", "Severity | None", "Its severity on the earlier day.", "severity_before"),
        attribute("certaintyBefore", "Certainty | None", "Its certainty on the earlier day.", "certainty_before"),
    ],
)
connection_type("FindingDifference", "changed findings")
object_type(
    "Comparison",
    "Two days of one register side by side.",
    [
        attribute("from", "Date", "The earlier day.", "earlier"),
        attribute("to", "Date", "The later day.", "later"),
        *(field(name, "int", f"How many findings are {name}.", _total(name)) for name in compare.CHANGES),
        field("rules", "list[RuleChanges]", "The same rule by rule, for rules with findings.", _changed_rules, page=30),
        field(
            "differences",
            "FindingDifferenceConnection",
            "What became of each finding.",
            _differences,
            FIRST,
            AFTER,
            argument("change", "list[FindingChange] | None", "Any of these; all but what is kept unless it is told."),
            argument("rule", "list[Rule] | None", "Of any of these rules."),
        ),
    ],
)
TENANT_FIELDS = [
    field("summary", "Summary", "Who is there, what is in force, and what was found.", _summary),
    field(
        "compare",
        "Comparison",
        "What became of findings between two days.",
        _compared,
        argument("from", "Date", "The earlier day."),
        argument("to", "Date | None", "The later day; the one that is read unless it is told."),
    ),
]
