"""What a caller takes along: the graph of a day in the formats of other tools, the register as a bundle."""

from __future__ import annotations

import tempfile
import threading
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from graph import export
from interlace.bundle.writing import bundle_files, zip_files
from interlace.errors import Busy, FieldProblem, Forbidden, Invalid
from interlace.identity.permissions import Operation, require_of
from interlace.transfer.exporting import bundle_of
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graph.governance import GovernanceGraph
    from interlace.principals import Principal
    from interlace.reading.view import View

EDGES = ("parent", *RELATION_KINDS.ids)
_FORMATS: Mapping[str, Callable[[GovernanceGraph], bytes]] = {
    "graphml": export.graphml,
    "gexf": export.gexf,
    "jsonld": export.jsonld,
}
_IN_MEMORY = 8 * 2**20
#: A whole country as a graph of objects takes much memory: one at a time in a process.
_TURN = threading.Lock()
_WAIT_SECONDS = 2


def require_export(principal: Principal) -> None:
    """Raise Forbidden unless the principal may take the register of their tenant along."""
    if principal.tenant_id is None:
        raise Forbidden("Only members of a tenant take its register along.")
    require_of(principal, principal.tenant_id, Operation.REGISTER_EXPORT)


def graph_file(view: View, form: str) -> bytes:
    """The graph of the day as `graphml`, `gexf` or `jsonld`. Raises Busy where others are at it for long."""
    with _turn():
        return _FORMATS[form](view.graph)


def graph_json(view: View, branch: Sequence[int] | None = None, kinds: Sequence[str] | None = None) -> bytes:
    """The graph of the day as nodes and edges; of branches (rows of their heads) and kinds of edges if any are named.

    Raises Invalid, Busy.
    """
    if kinds is not None and not set(kinds) <= set(EDGES):
        raise Invalid([FieldProblem("/kind", "bad-choice", {"choices": ", ".join(EDGES)})])
    with _turn():
        return export.node_link(view.graph, None if branch is None else _codes(view, branch), kinds)


def _codes(view: View, branch: Sequence[int]) -> frozenset[str]:
    code = view.sight.column("bodies", "code")
    return frozenset(code[row] for head in branch for row in (head, *view.below(head)))


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURN.acquire(timeout=_WAIT_SECONDS):
        raise Busy("Other exports are being written. Try again in a moment.")
    try:
        yield
    finally:
        _TURN.release()


def bundle_file(view: View) -> IO[bytes]:
    """The register as the zip of a bundle, from its beginning; without drafts that the view does not show.

    Whoever asked closes it. Raises Busy.
    """
    with _turn():
        frames = {name: table.frame for name, table in view.sight.tables.items()}
        bundle = bundle_of(frames, view.sight.snapshot.settings)
        stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
        try:
            zip_files(bundle_files(bundle.tables, bundle.settings), stream)
        except BaseException:
            stream.close()
            raise
    stream.seek(0)
    return stream
