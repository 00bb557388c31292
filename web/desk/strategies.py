"""A strategy at the desk: registered or drafted, changed, shared, adopted, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import view
from api.writing import perform
from interlace.errors import Forbidden
from interlace.register.codes import free_code
from web.blueprint import pages
from web.days import address
from web.desk import begun, naming, typed
from web.desk.acting import acting_for, record_of_code
from web.desk.supporting import keep_links, links_of, offered
from web.desk.writing import revision_of, sent_well
from web.forms import Form
from web.frame import go, page

if TYPE_CHECKING:
    from flask import Response

    from interlace.db.unit import Unit
    from web.desk.acting import Acting, Record

_DAYS = ("starts_on", "ends_on", "review_due_on", "reviewed_on")
_YES_NO = ("evidence_base", "monitoring", "funded", "commitments_complete")
_COLUMNS = ("title", *_DAYS, *_YES_NO, "url")
_FIELDS = {"to": "supports"}


@pages.route("/t/<tenant>/desk/<body>/strategies/new", methods=["GET", "POST"])
def desk_new_strategy(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Register a strategy that is adopted, or begin a draft."""
    acting, key = acting_for(body), begun.key_of("new-strategy", body)
    if request.method == "GET":
        form, kept = begun.begin(key, {"status": "adopted"})
        return _form(acting, form, key, kept=kept)
    if (left := begun.later(key, address("desk_of", body=body, done="kept"))) is not None:
        return left
    form = Form.sent()
    values = {**_values(form), "owner": body}
    service = "strategy.draft" if form.text("status") == "draft" else "strategy.record"
    made: list[str] = []

    def make(unit: Unit) -> None:
        made[:] = [free_code(unit, body, form.text("title"))]
        perform(unit, service, {"code": made[0], **values})

    if form.problems or not sent_well(form, make, key=key):
        return _form(acting, form, key, 422)
    return go(address("desk_commitments", code=made[0], done="new"))


@pages.route("/t/<tenant>/desk/strategies/<code>", methods=["GET", "POST"])
def desk_strategy(tenant: str, code: str) -> Response:  # noqa: ARG001
    """Change what is said of a strategy, and what it supports."""
    strategy, key = record_of_code("strategies", code), begun.key_of("strategy", code)
    if request.method == "GET":
        form, kept = begun.begin(key, _fields(strategy))
        return _form(strategy.acting, form, key, strategy=strategy, kept=kept)
    if (left := begun.later(key, address("desk_of", body=strategy.acting.code, done="kept"))) is not None:
        return left
    form = Form.sent()
    values = _values(form)

    def make(unit: Unit) -> None:
        perform(unit, "strategy.change", strategy.id, revision_of(form), values)
        keep_links(unit, code, form.texts("supports"), form.texts("linked"))

    if form.problems or not sent_well(form, make, key=key, fields=_FIELDS):
        return _form(strategy.acting, form, key, 422, strategy=strategy)
    return go(address("desk_of", body=strategy.acting.code, done="saved"))


def _form(
    acting: Acting,
    form: Form,
    key: str,
    status: int = 200,
    *,
    strategy: Record | None = None,
    kept: object = None,
) -> Response:
    cells = [] if strategy is None else cells_of(strategy["code"])
    code = "" if strategy is None else strategy["code"]
    return page(
        "desk/strategy.html",
        status,
        acting=acting,
        form=form,
        key=key,
        kept=kept,
        strategy=strategy,
        number_of_cells=len(cells),
        just_committed=request.args.get("done") == "committed",
        translations=typed.translations(),
        **offered(acting.row, form, apart_from=code, cells=cells),
    )


def cells_of(code: str) -> list[str]:
    """The cells that a strategy commits to, however deeply."""
    sight = view().sight
    principles, areas = sight.column("commitments", "principle"), sight.column("commitments", "area")
    return [f"{principles[row]}:{areas[row]}" for row in sight.rows_where("commitments", "strategy", code)]


def _fields(strategy: Record) -> dict[str, object]:
    linked = links_of(strategy["code"])
    return {
        **{name: strategy[name] for name in (*_COLUMNS, "revision")},
        **{f"title_{language}": strategy.values.get(f"title_{language}") for language in typed.translations()},
        "supports": linked,
        "linked": linked,
    }


def _values(form: Form) -> dict[str, object]:
    typed.check_period(form, "starts_on", "ends_on")
    return {**form.given(*_COLUMNS, *(f"title_{language}" for language in typed.translations()))}


@pages.route("/t/<tenant>/desk/strategies/<code>/co-owners", methods=["GET", "POST"])
def desk_share(tenant: str, code: str) -> Response:  # noqa: ARG001
    """Name the bodies that own a strategy with its lead owner."""
    strategy = record_of_code("strategies", code)
    if request.method == "GET":
        labels = [naming.label_of_code("bodies", body) for body in strategy["co_owners"]]
        form = Form.of({"co_owners": labels, "revision": strategy["revision"]})
    else:
        form = Form.sent()
        named_bodies = naming.read_all(form, "co_owners", "bodies")

        def make(unit: Unit) -> None:
            perform(unit, "strategy.share", strategy.id, revision_of(form), named_bodies)

        if not form.problems and sent_well(form, make):
            return go(address("desk_strategy", code=code))
    return page(
        "desk/share.html",
        422 if form.problems else 200,
        strategy=strategy,
        acting=strategy.acting,
        form=form,
        given=form.texts("co_owners"),
    )


@pages.route("/t/<tenant>/desk/strategies/<code>/adopt", methods=["GET", "POST"])
def desk_adopt(tenant: str, code: str) -> Response:  # noqa: ARG001
    """Let a draft be adopted, after a page that says what that means."""
    return _decided(code, "strategy.adopt", "adopted")


@pages.route("/t/<tenant>/desk/strategies/<code>/withdraw", methods=["GET", "POST"])
def desk_withdraw(tenant: str, code: str) -> Response:  # noqa: ARG001
    """Withdraw a strategy, with a reason if there is one."""
    return _decided(code, "strategy.withdraw", "withdrawn")


def _decided(code: str, service: str, done: str) -> Response:
    strategy = record_of_code("strategies", code)
    if not strategy.leads:
        raise Forbidden("Only who writes for the lead owner decides on this.")
    form = Form.of({"revision": strategy["revision"]}) if request.method == "GET" else Form.sent()
    reason = [form.text("reason") or None] if service == "strategy.withdraw" else []

    def make(unit: Unit) -> None:
        perform(unit, service, strategy.id, revision_of(form), *reason)

    if request.method == "POST" and sent_well(form, make):
        return go(address("desk_of", body=strategy.acting.code, done=done))
    status = 422 if form.problems else 200
    return page("desk/decide.html", status, strategy=strategy, acting=strategy.acting, form=form, deed=done)
