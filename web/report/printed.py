"""The report: chosen on one page, looked at on another, taken along as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, g, render_template, request

from api.answers import ANSWERS, Answer, tag_of
from api.context import caller
from interlace.errors import FieldProblem, Invalid, Unknown
from web import languages
from web.blueprint import pages
from web.choosing import body_typed
from web.days import address, as_of, compare_to, shown
from web.forms import Form
from web.frame import go, page, words
from web.languages import LANGUAGES, language, say
from web.report import printing, sentences
from web.report.contents import contents_of
from web.report.scope import Scope
from web.report.turns import turn
from web.words import period

if TYPE_CHECKING:
    from api.answers import Answers
    from interlace.reading.view import View
    from web.report.contents import Contents

_PDF = "application/pdf"


@pages.get("/t/<tenant>/report")
def report(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What the report is to be about, on which days, in which language."""
    form = Form.of({"branch": request.args.get("branch"), "language": request.args.get("language") or language()})
    if "language" not in request.args:
        return _choose(form)
    view, head = shown(), None
    if form.text("language") not in LANGUAGES:
        form.wrong("language", say("Choose one of these languages."))
    if form.text("branch"):
        head = body_typed(view, form.text("branch"), form, "branch")
        if head is not None and not _is_authority(view, head):
            form.wrong("branch", say("On this day there is no such authority. A branch is that of an authority."))
    if form.problems:
        return _choose(form, 422)
    code = None if head is None else view.sight.column("bodies", "code")[head]
    return go(address("report_page", branch=code, lang=form.text("language")))


def _choose(form: Form, status: int = 200) -> Response:
    days = {"as_of": as_of().isoformat(), "compare_to": compare_to().isoformat()}
    form.values |= {name: [value] for name, value in days.items()}
    return page("report/choose.html", status, form=form, can_print=printing.can_print(), cannot_print=_cannot_print())


@pages.get("/t/<tenant>/report/page")
def report_page(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The report as a page that browsers can print."""
    _speak_once()
    return Response(_html(_scope(), printing_it=False), content_type="text/html; charset=utf-8")


@pages.get("/t/<tenant>/report.pdf")
def report_pdf(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The report as a PDF. The database has been asked all there is to ask before it is set."""
    _speak_once()
    scope = _scope()
    answers: Answers = current_app.extensions[ANSWERS]
    tag = tag_of(scope.view, request.endpoint or "", language(), str(compare_to()), str(scope.head))
    kept = answers.find(tag)
    if kept is None:
        if not printing.can_print():
            return _choose_instead()
        with turn():
            kept = Answer(printing.as_pdf(_html(scope, printing_it=True)), _PDF)
        answers.keep(tag, kept)
    name = "-".join(filter(None, [caller().tenant, request.args.get("branch"), str(scope.view.as_of)]))
    headers = {"Content-Disposition": f'inline; filename="{name}-r{scope.view.revision}-{language()}.pdf"'}
    return Response(kept.body, headers=headers, content_type=kept.content_type)


def _choose_instead() -> Response:
    form = Form.of({"branch": request.args.get("branch"), "language": language()})
    form.wrong("", _cannot_print())
    return _choose(form, 503)


def _cannot_print() -> str:
    return say(
        "This installation cannot make PDFs until its operator installs Pango (libpango-1.0, libpangoft2-1.0); until "
        "then, open the report as a page and print that with your browser."
    )


def _speak_once() -> None:
    """Let this answer alone speak the language of its address: that of a report is not the one that somebody reads."""
    wanted = request.args.get("lang", "")
    if wanted and wanted not in LANGUAGES:
        raise Invalid([FieldProblem("/lang", "bad-choice", {"choices": ", ".join(LANGUAGES)})])
    g.language = wanted or languages.language()
    # No language, and therefore none that is kept.
    g.chosen_language = "none"


def _scope() -> Scope:
    """What the address asks for. Raises Unknown."""
    view, code = shown(), request.args.get("branch")
    if not code:
        return Scope(view)
    head = view.sight.row_of_code("bodies", code)
    if head is None or not _is_authority(view, head):
        raise Unknown(f"On {view.as_of} there is no authority “{code[:100]}”.")
    return Scope(view, head)


def _is_authority(view: View, body: int) -> bool:
    return 0 <= view.place_of(body) < view.graph.authorities


def _html(scope: Scope, *, printing_it: bool) -> str:
    name = scope.view.sight.snapshot.register.name or caller().tenant
    return html_of(contents_of(scope, name, compare_to()), printing_it=printing_it)


def html_of(contents: Contents, *, printing_it: bool) -> str:
    """The report as HTML: to be set, or as a page."""
    made_at, branch = contents.scope.view.sight.snapshot.stored.made_at, contents.branch
    return render_template(
        "report/document.html",
        **words(),
        contents=contents,
        printing=printing_it,
        made_at=made_at and made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        made=made_at and languages.moment(made_at),
        branch={"branch": branch.code} if branch else {},
        asked={"branch": branch.code if branch else None},
        together=sentences.together(contents),
        apart=sentences.apart(contents),
        changed=sentences.changed(contents),
        unreported=sentences.unreported(contents),
        period=period,
        can_print=printing_it or printing.can_print(),
        cannot_print=_cannot_print(),
    )
