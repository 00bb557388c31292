"""Findings: what the rules found, what it rests on, told in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from api.descriptions import RULE_SET
from api.graphql.schema import nodes
from api.graphql.schema.columns import Cell
from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, cut
from api.graphql.schema.parts import argument, attribute, enum, field, input_type, object_type
from api.graphql.schema.sources import Body, Row
from interlace.errors import Unknown
from interlace.reading import findings
from interlace.reading.cursors import written_cursor
from interlace.reading.pages import USUAL
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.graphql.schema.context import Context
    from graph.explain import Explanation
    from interlace.reading.findings import Cited, FoundOne
    from interlace.reading.view import View
    from policies.rules import RuleMetadata
    from policies.vocabularies import Text


class Finding:
    """A finding of a view."""

    __slots__ = ("found", "view")

    def __init__(self, view: View, found: FoundOne) -> None:
        self.view = view
        self.found = found


class CitedRecord:
    """A record that a finding of a view rests on."""

    __slots__ = ("cited", "view")

    def __init__(self, view: View, cited: Cited) -> None:
        self.view = view
        self.cited = cited


class Fact:
    """What a rule weighed."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: object) -> None:
        self.name = name
        self.value = value


def _id(source: Finding, context: Context) -> str:
    return nodes.written(source.view, context, "Finding", source.found.key)


def _find(view: View, key: str) -> Finding | None:
    try:
        return Finding(view, findings.finding(view, key))
    except Unknown:
        return None


nodes.FINDERS["Finding"] = _find


def by_key(source: Any, _context: Context, key: str) -> Finding | None:  # noqa: ANN401 - the tenant
    """The finding of a key."""
    return _find(source.view, key)


def of_body(source: Body, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    """The findings of a body."""
    return _cut(source.view, _of_body(source.view, context, source.row), first, after)


def of_work(source: Row, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    """The findings that have a strategy or an action as their subject or object."""
    sight, code = source.view.sight, source.cell("code")
    lead = sight.row_of_code("bodies", source.cell("owner" if source.table == "strategies" else "body"))
    found = [] if lead is None else _of_body(source.view, context, lead)
    return _cut(source.view, [one for one in found if code in {one.subject, one.object}], first, after)


def _of_body(view: View, context: Context, row: int) -> list[FoundOne]:
    return context.searched((view, "findings", row), lambda: list(findings.findings_of_body(view, row)))


def _cut(view: View, found: list[FoundOne], first: int, after: str | None) -> Connection:
    items = [Finding(view, one) for one in found]
    return cut(items, first, after, lambda item: written_cursor("finding", item.found.key))


def of_tenant(
    source: Any,  # noqa: ANN401 - the tenant
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002
    sort: str | None = None,
) -> Connection:
    """The findings of a tenant."""
    view: View = source.view
    given = {name: values for name, values in (filter or {}).items() if values is not None}
    told: dict[str, Any] = {name: tuple(map(str, values)) for name, values in given.items()}
    for name in ("body", "branch"):
        if name in told:
            rows = (view.sight.row_of_code("bodies", code) for code in told[name])
            told[name] = [row for row in rows if row is not None]
    order = "-priority" if sort is None else str(sort)
    asked = findings.AskedFindings(**told, first=first, after=after, sort=order)
    return context.searched((view, "all findings", str(asked)), lambda: _page(view, asked))


def _page(view: View, asked: findings.AskedFindings) -> Connection:
    page = findings.findings_page(view, asked)
    items = [Finding(view, one) for one in page.items]
    return Connection(items, page.total, page.has_next, page.has_previous, lambda item: page.cursor_of(item.found))


def _record(view: View, found: tuple[str, int] | None) -> Row | None:
    return None if found is None else nodes.at(view, *found)


def _subject(source: Finding, _context: Context) -> Row | None:
    return _record(source.view, findings.subject_of(source.view, source.found))


def _object(source: Finding, _context: Context) -> Row | None:
    return _record(source.view, findings.object_of(source.view, source.found))


def _evidence(source: Finding, context: Context) -> findings.CitedEvidence:
    return context.kept(
        (source.view, "evidence", source.found.key), lambda: findings.evidence(source.view, source.found)
    )


def _records(source: Finding, context: Context) -> list[CitedRecord]:
    return [CitedRecord(source.view, cited) for cited in _evidence(source, context).records]


def _path(source: Finding, context: Context) -> list[Body]:
    return [Body(source.view, row) for row in _evidence(source, context).path]


def _facts(source: Finding, context: Context) -> list[Fact]:
    return [Fact(name, value) for name, value in _evidence(source, context).facts.items()]


def _node(source: CitedRecord, _context: Context) -> Row | None:
    cited = source.cited
    return None if cited.row is None else nodes.at(source.view, cited.table, cited.row)


def _explanation(source: Finding, context: Context, language: str | None = None) -> Explanation:
    wanted = str(language or "en")
    key = (source.view, "explained", source.found.key, wanted)
    return context.kept(key, lambda: findings.explained(source.view, source.found, wanted))


def _cells(source: Finding, _context: Context) -> list[Cell]:
    return [Cell(cell) for cell in source.found.cells]


def _rule(source: Finding, _context: Context) -> RuleMetadata:
    return RULES[source.found.rule]


def _rules(_source: object, _context: Context) -> list[RuleMetadata]:
    return list(RULES.values())


def _in_language(name: str) -> Any:  # noqa: ANN401 - a plain function
    def plain(source: RuleMetadata, _context: Context, language: str | None = None) -> str:
        text: Text = getattr(source, name)
        return text.in_language(str(language or "en"))

    return plain


_LANGUAGE = argument("language", "Language | None", "In which language; English unless it is told.")
enum(
    "FindingSort",
    "How findings can be ordered.",
    {
        "priority": "The least pressing first.",
        "-priority": "The most pressing first.",
        "severity": "The least grave first.",
        "-severity": "The gravest first.",
        "reach": "Those that concern the fewest people first.",
        "-reach": "Those that concern the most people first.",
        "key": "By rule, then by codes.",
    },
)
object_type(
    "RuleDescription",
    "A rule that finds gaps.",
    [
        attribute("id", "Rule", "The rule."),
        attribute("family", "Family", "The family that it belongs to."),
        attribute("version", "int", "Its version: it grows when the rule finds other things."),
        attribute("oecdGap", "OecdGap", "Which of the OECD’s coordination gaps it speaks to.", "oecd_gap"),
        attribute("severities", "list[Severity]", "The severities that its findings can have.", page=4),
        field("title", "str", "What it is called.", _in_language("title"), _LANGUAGE),
        field("question", "str", "The question that it answers.", _in_language("question"), _LANGUAGE),
        field(
            "recommendation", "str", "What of the Recommendation it serves.", _in_language("recommendation"), _LANGUAGE
        ),
    ],
)
object_type(
    "Fact",
    "Something that a rule weighed.",
    [
        attribute("name", "str", "What it is."),
        attribute(
            "value", "JSON | None", "A number, a code or term, a day; or a list of these. Null where it is not known."
        ),
    ],
    source=Fact,
)
object_type(
    "CitedRecord",
    "A record that a finding rests on.",
    [
        attribute("table", "str", "The table of the register that it stands in.", "cited.table"),
        attribute("key", "str", "Its code, or the codes that name it.", "cited.key"),
        field("node", "Node | None", "The record; null where it has none of its own.", _node),
    ],
    source=CitedRecord,
)
object_type(
    "Evidence",
    "What a finding rests on.",
    [
        field("records", "list[CitedRecord]", "The records.", _records, page=20),
        field("path", "list[Body]", "The line of bodies from the one concerned up to the top.", _path, page=5),
        field("facts", "list[Fact]", "What the rule weighed.", _facts, page=10),
    ],
    source=Finding,
)
object_type(
    "Explanation",
    "A finding in words.",
    [
        attribute("subject", "str", "What it is about, by name."),
        attribute("object", "str | None", "What else it is about, by name."),
        attribute("text", "str", "What was found."),
        attribute("closes", "str", "What would close it, and who can do that."),
    ],
)


def _itself(source: Finding, _context: Context) -> Finding:
    return source


FIELDS = [
    field("id", "ID", nodes.ID, _id),
    attribute("key", "str", "What it is known by on any day: `rule:subject` or `rule:subject:object`.", "found.key"),
    attribute("rule", "Rule", "The rule that found it.", "found.rule"),
    field("about", "RuleDescription", "The rule in words.", _rule),
    attribute("family", "Family", "The family of the rule.", "found.family"),
    attribute("subjectKey", "str", "The code, or the term, of what it is about.", "found.subject"),
    attribute("objectKey", "str | None", "The same of what else it is about.", "found.object"),
    field("subject", "Node | None", "The record that it is about; null for an area.", _subject),
    field("object", "Node | None", "The other record that it is about, if there is one.", _object),
    attribute("certainty", "Certainty", "Whether it is a gap for certain, or an open question.", "found.certainty"),
    attribute("severity", "Severity", "How much it matters.", "found.severity"),
    attribute("reach", "Long", "How many people live where it matters.", "found.reach"),
    attribute("priority", "float", "Severity and reach in one number, from 0 to 1.", "found.priority"),
    field("cells", "list[Cell]", "The cells that it names.", _cells, page=80),
    attribute("areas", "list[Area]", "The policy areas that it names.", "found.areas", page=20),
    attribute("ruleSet", "str", RULE_SET, "found.rule_set"),
    field("evidence", "Evidence", "What it rests on.", _itself),
    field("explanation", "Explanation", "The finding in words.", _explanation, _LANGUAGE),
]
make = partial(
    object_type, "Finding", "What a rule found on a day: a gap, or an open question.", FIELDS, source=Finding
)
make(interfaces=["Node"])
connection_type("Finding", "findings")
_CHOICES = (
    ("family", "Family", "Of any of these families."),
    ("rule", "Rule", "Of any of these rules."),
    ("severity", "Severity", "Of any of these severities."),
    ("certainty", "Certainty", "Of any of these certainties."),
    ("principle", "Principle", "Naming a cell of any of these principles."),
    ("area", "Area", "Naming any of these areas."),
    ("body", "str", "Of any of these bodies, by code."),
    ("branch", "str", "Of any of these bodies or one below, by code."),
)
input_type(
    "FindingFilter",
    "Which findings are wanted.",
    [field(name, f"list[{type_}] | None", words) for name, type_, words in _CHOICES],
)

_SOME = (FIRST, AFTER)
BODY_FIELDS = [field("findings", "FindingConnection", "What was found about it.", of_body, *_SOME)]
WORK_FIELDS = [field("findings", "FindingConnection", "What was found about it.", of_work, *_SOME)]
TENANT_FIELDS = [
    field(
        "findings",
        "FindingConnection",
        "What the rules found; the most pressing first unless another order is told.",
        of_tenant,
        *_SOME,
        argument("filter", "FindingFilter | None", "What is wanted."),
        argument("sort", "FindingSort | None", "The order."),
    ),
    field("finding", "Finding | None", "The finding of a key.", by_key, argument("key", "str", "The key.")),
    field("rules", "list[RuleDescription]", "All rules that find gaps.", _rules, page=30),
]
