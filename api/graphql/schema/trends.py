"""How it developed month by month, what caused changes, whom to ask, and which strategies a work may support."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from api.graphql.schema.lists import AFTER, Connection, connection_type
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.picture import RuleCounts
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.reading import causes, peers, suggestions, trends
from interlace.reading.trends import MOST_MONTHS, Span
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.graphql.schema.context import Context
    from interlace.reading.causes import Explained
    from interlace.reading.trends import Point
    from interlace.reading.view import View


@dataclass(frozen=True)
class Counted:
    """A number and what it counts."""

    name: str
    count: int


class Suggested(NamedTuple):
    """A suggestion, with the codes of the strategy and of who leads it."""

    strategy: str
    owner: str
    cells: Sequence[str]
    overlap: str
    likeness: str


class PeerTold(NamedTuple):
    """A peer, with codes."""

    body: str
    last_seen: date
    gone_by: date
    strategies: Sequence[str]
    actions: Sequence[str]
    relations: Sequence[str]


class PeersTold(NamedTuple):
    """Who closed such a gap, with codes."""

    body: str
    alike: int
    items: Sequence[PeerTold]


def _trends(
    source: Any,  # noqa: ANN401 - the tenant
    context: Context,
    first: int = trends.USUAL_MONTHS,
    known: str = trends.KNOWN[0],
    branch: str | None = None,
    **days: date | None,
) -> Sequence[Point]:
    if not 1 <= first <= MOST_MONTHS:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_MONTHS)})])
    last = days.get("to") or source.view.as_of
    begins = days.get("from")
    span = Span.until(last, first) if begins is None else Span(begins, last)
    view = context.on(last)
    row = None if branch is None else view.sight.row_of_code("bodies", branch)
    if branch is not None and row is None:
        raise Unknown(f"There is no body “{branch[:64]}”.")
    if str(known) == trends.KNOWN[0]:
        return context.searched((view, "trends", span, row), lambda: trends.trend_now(view, span, row))[-first:]
    database = context.database
    return context.searched((view, "then", span, row), lambda: trends.trend_then(database, view, span, row))[-first:]


def _named(section: str) -> Any:  # noqa: ANN401 - a plain function
    def plain(source: Point, _context: Context) -> list[Counted]:
        return [Counted(name, count) for name, count in trends.told_point(source)[section].items()]

    return plain


def _rules(source: Point, _context: Context) -> list[RuleCounts]:
    return [RuleCounts(rule, source.counted.found(rule=rule)) for rule in RULES]


def _causes(
    source: Any,  # noqa: ANN401 - the tenant
    context: Context,
    first: int = causes.USUAL_EXPLAINED,
    after: str | None = None,
    change: Sequence[str] | None = None,
    rule: Sequence[str] | None = None,
    **days: date | None,
) -> Connection:
    earlier, later = days["from"], days.get("to")
    view = source.view if later is None else context.on(later)
    context.on(earlier)
    assert earlier is not None  # noqa: S101 - the schema asks for it
    changes = causes.EXPLAINED if change is None else tuple(map(str, change))
    rules = tuple(map(str, rule or ()))

    def found() -> Connection:
        page = causes.explained_changes(view, earlier, changes, rules, first, after)
        return Connection(page.items, page.total, page.has_next, page.has_previous, page.cursor_of)

    return context.searched((view, "causes", earlier, changes, rules, first, after), found)


def _difference(name: str) -> Any:  # noqa: ANN401 - a plain function
    def plain(source: Explained, _context: Context) -> Any:  # noqa: ANN401 - a value of the difference
        return getattr(source.difference, name)

    return plain


def _peers(source: Any, context: Context, finding: str) -> PeersTold:  # noqa: ANN401 - the tenant
    view = source.view
    return context.searched((view, "peers", finding), lambda: _told_peers(view, finding))


def _told_peers(view: View, finding: str) -> PeersTold:
    found = peers.peers_of(view, finding)
    sight = view.sight
    codes = {table: sight.column(table, "code") for table in ("bodies", "strategies", "actions")}

    def told(peer: peers.Peer) -> PeerTold:
        began, done = ([codes[table][row] for row in getattr(peer.did, table)] for table in ("strategies", "actions"))
        relations = ["{source}>{target}:{kind}".format(**sight.told("relations", row)) for row in peer.did.relations]
        return PeerTold(codes["bodies"][peer.body], peer.last_seen, peer.gone_by, began, done, relations)

    return PeersTold(codes["bodies"][found.body], found.alike, [told(peer) for peer in found.items])


def _suggestions(source: Any, context: Context, work: str) -> list[Suggested]:  # noqa: ANN401 - the tenant
    view = source.view
    code, owner = (view.sight.column("strategies", name) for name in ("code", "owner"))

    def found() -> list[Suggested]:
        return [
            Suggested(code[one.strategy], owner[one.strategy], *one[1:])
            for one in suggestions.suggested_links(view, work)
        ]

    return context.searched((view, "suggested", work), found)


enum(
    "TrendKnown",
    "By which register a trend is told.",
    {"now": "The register as it is now.", "then": "As it was known at the end of each day."},
)
enum(
    "ChangeExplained",
    "What became of a finding between two days.",
    {"opened": "It was not there on the earlier day.", "closed": "It is no longer there."},
)
enum(
    "Cause",
    "Why a finding opened or closed.",
    {
        "record": "Each of the records alone did it.",
        "together": "Only all of the records together.",
        "elsewhere": "Records that name nothing of what the finding names.",
        "time": "No record, but the days that passed.",
    },
)
enum(
    "Overlap",
    "How many of a work’s own cells another names too.",
    {"all": "All of them.", "most": "More than half.", "some": "Some.", "none": "None."},
)
enum(
    "Likeness",
    "How alike titles and descriptions read.",
    {"close": "Closely.", "related": "Somewhat.", "little": "Little."},
)
for type_, term in (
    ("TrendCertainty", "Certainty"),
    ("TrendSeverity", "Severity"),
    ("TrendFamily", "Family"),
    ("TrendState", "AlignmentState"),
    ("TrendPrinciple", "Principle"),
):
    object_type(
        type_,
        "A number of a trend.",
        [attribute("of", term, "What is counted.", "name"), attribute("count", "int", "How many there are.")],
        source=Counted,
    )
object_type(
    "TrendPoint",
    "A day in numbers.",
    [
        attribute("day", "Date", "The day.", "counted.day"),
        attribute("revision", "int", "The revision of the register that it is told by."),
        field("certainties", "list[TrendCertainty]", "Findings by certainty.", _named("certainties"), page=2),
        field("severities", "list[TrendSeverity]", "Findings by severity.", _named("severities"), page=4),
        field("families", "list[TrendFamily]", "Findings by family.", _named("families"), page=4),
        field("rules", "list[RuleCount]", "Findings by rule.", _rules, page=40),
        field("states", "list[TrendState]", "Pairs of strategy and authority, by state.", _named("states"), page=5),
        attribute("competent", "int", "Areas that authorities are competent for, summed up.", "counted.competent"),
        field("covered", "list[TrendPrinciple]", "How many of these they cover.", _named("covered"), page=4),
    ],
)
object_type(
    "Did",
    "A record, and what came about for it.",
    [
        attribute("table", "str", "The table of the record.", "record.table"),
        attribute("key", "str", "Its code, or the codes that make it unique.", "record.key"),
        attribute("how", "str", "`began`, `ended`, `reviewed` or `said`."),
    ],
)
object_type(
    "ExplainedChange",
    "A finding that opened or closed, and what without which it would not have.",
    [
        field("change", "ChangeExplained", "What became of it.", _difference("change")),
        field("key", "str", "What it is known by.", _difference("key")),
        field("rule", "Rule", "The rule that found it.", _difference("rule")),
        field("severity", "Severity", "How much it matters.", _difference("severity")),
        field("certainty", "Certainty", "Whether it is a gap for certain.", _difference("certainty")),
        attribute("cause", "Cause", "Why."),
        attribute("did", "list[Did]", "The records.", page=20),
    ],
)
connection_type("ExplainedChange", "explained changes")
object_type(
    "Peer",
    "A body that closed such a gap.",
    [
        attribute("body", "str", "Its code."),
        attribute("lastSeen", "Date", "The month’s end at which its gap was seen last.", "last_seen"),
        attribute("goneBy", "Date", "The one at which it was gone.", "gone_by"),
        attribute("strategies", "list[str]", "Codes of the strategies that it began between the two.", page=20),
        attribute("actions", "list[str]", "Codes of the actions that it began.", page=20),
        attribute("relations", "list[str]", "The relations that began, as `source>target:kind`.", page=20),
    ],
)
object_type(
    "Peers",
    "The bodies like that of a finding which closed one of its rule, by name. Nothing says how well they do.",
    [
        attribute("body", "str", "Code of the body that the finding is about."),
        attribute("alike", "int", f"How many were looked at; 0 where there are fewer than {peers.LEAST}."),
        attribute("items", "list[Peer]", "Those that closed it.", page=50),
    ],
)
object_type(
    "LinkSuggestion",
    "A strategy in force above that a work may support.",
    [
        attribute("strategy", "str", "Its code."),
        attribute("owner", "str", "Code of the body that leads it."),
        attribute("cells", "list[str]", "The cells that both name.", page=80),
        attribute("overlap", "Overlap", "How many of the work’s own cells that is."),
        attribute("likeness", "Likeness", "How alike titles and descriptions read."),
    ],
)
_TO = argument("to", "Date | None", "The last day; the one that is read unless it is told.")
TENANT_FIELDS = [
    field(
        "trends",
        "list[TrendPoint]",
        "Findings, alignment and coverage at the ends of months and on the last day.",
        _trends,
        argument("first", "int", "How many days, the latest ones; at most 240.", trends.USUAL_MONTHS),
        argument("from", "Date | None", "A day of the first month; as many months as `first` says unless told."),
        _TO,
        argument("known", "TrendKnown", "By which register.", trends.KNOWN[0]),
        argument("branch", "str | None", "Code of a body: only what concerns it and the authorities below."),
        page=MOST_MONTHS,
        fresh=True,
    ),
    field(
        "causes",
        "ExplainedChangeConnection",
        "The findings that opened or closed between two days, with what caused that.",
        _causes,
        argument("first", "int", f"How many, at most {causes.MOST_EXPLAINED}.", causes.USUAL_EXPLAINED),
        AFTER,
        argument("from", "Date", "The earlier day."),
        _TO,
        argument("change", "list[ChangeExplained] | None", "Only these."),
        argument("rule", "list[Rule] | None", "Of any of these rules."),
    ),
    field(
        "peers",
        "Peers",
        "The bodies like that of an open finding which closed one of the same rule.",
        _peers,
        argument("finding", "str", "The key of the finding."),
    ),
    field(
        "linkSuggestions",
        "list[LinkSuggestion]",
        "Strategies in force above a work that it may support, and has no link to.",
        _suggestions,
        argument("work", "str", "Code of a strategy or action."),
        page=50,
    ),
]
