"""What was recommended: a list to follow, and each with what was said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from api.context import today, view
from interlace import visits
from interlace.errors import Conflict, DomainError, Forbidden, Invalid, Stale
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import language
from web.requests.mine import after
from web.visits.listed import asker
from web.visits.one import known
from web.visits.planning import revision_of
from web.visits.words import principles, said, words
from web.visits.writing import choices_of, given_of

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.visits import RecommendationTold, VisitTold

_A_PAGE = 50
#: What can be said next, as a recommendation stands: by its owner, and by those who visit or coordinate.
_BY_OWNER = {
    "open": ("accepts", "in_part", "not_accepted"),
    "answered": ("in_progress", "done"),
    "refused": ("accepts", "in_part"),
    "in_progress": ("in_progress", "done"),
    "done": (),
    "confirmed": (),
}
_BY_OTHERS = {"done": ("confirmed", "reopened"), "confirmed": ("reopened",)}


@pages.get("/t/<tenant>/visits/recommendations")
def visit_recommendations(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The recommendations that the caller may read; those of one body, or only what is overdue."""
    owner = request.args.get("owner", "").strip()
    found = visits.recommendations(
        *asker(),
        view(),
        owners=[owner] if owner else [],
        overdue_only=request.args.get("overdue") == "yes",
        first=_A_PAGE,
        after=after(),
    )
    return page(
        "visits/recommendations.html",
        items=found.recommendations,
        next_after=found.recommendations[-1].id if found.has_more else None,
        **words(),
    )


@pages.get("/t/<tenant>/visits/recommendations/<uuid:recommendation_id>")
def visit_recommendation(tenant: str, recommendation_id: UUID) -> Response:  # noqa: ARG001
    """One recommendation."""
    return _shown(_one(recommendation_id), Form())


def _one(recommendation_id: UUID) -> RecommendationTold:
    return visits.recommendation(*asker(), today(), recommendation_id)


@pages.post("/t/<tenant>/visits/recommendations/<uuid:recommendation_id>")
def visit_say(tenant: str, recommendation_id: UUID) -> Response:  # noqa: ARG001
    """Say something of it, or write it otherwise."""
    one, form = _one(recommendation_id), Form.sent()
    try:
        if form.text("part") == "text":
            given = given_of(form)
            given.setdefault("owner", one.body)
            visits.change_recommendation(*asker(), recommendation_id, {**given, "revision": revision_of(form)})
        else:
            step = form.given("said", "reason", "evidence")
            after_ = form.text("after")
            number = int(after_) if after_.isdecimal() and len(after_) < 10 else None  # noqa: PLR2004 - digits
            visits.say(*asker(), recommendation_id, {**step, "after": number})
    except Invalid as refused:
        form.refuse(refused)
    except (Stale, Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    if form.problems:
        return _shown(one, form, 422)
    return go(address("visit_recommendation", recommendation_id=recommendation_id, done=form.text("part") or "said"))


def _shown(one: RecommendationTold, form: Form, status: int = 200) -> Response:
    visit, labels = known(one.visit), said()
    writes = "expert" in visit.parts and visit.state in {"planned", "under_way", "drafting"} and not one.steps
    sent: dict[str, Any] = {"text": one.text, "area": one.area, "principle": one.principle, "owner": one.owner}
    return page(
        "visits/recommendation.html",
        status,
        one=one,
        visit=visit,
        form=form,
        writing=form if form.text("part") == "text" else Form.of({**sent, "deadline": one.deadline}),
        writes=writes,
        areas=choices_of(visit) if writes else [],
        area=_area(visit, one.area),
        principles=principles(),
        choices=[(step, labels[step], "") for step in _sayable(one, visit)],
        done=request.args.get("done", ""),
        **words(),
    )


def _sayable(one: RecommendationTold, visit: VisitTold) -> tuple[str, ...]:
    """What the caller may say next."""
    visits_it = {"expert", "coordinator"} & set(visit.parts)
    if visits_it and one.progress in _BY_OTHERS:
        return _BY_OTHERS[one.progress]
    if "expert" in visit.parts or not visits.speaks(*asker(), today(), one.owner):
        return ()
    made = visit.published_at is not None or (visit.sent_at is not None and one.owner == visit.body)
    return _BY_OWNER[one.progress] if made else ()


def _area(visit: VisitTold, area: str | None) -> str | None:
    if area is None:
        return None
    try:
        profile = visits.profile(*asker(), today(), visit.id, language())
    except DomainError:
        return area
    return visits.area_name(profile.areas, area, language())
