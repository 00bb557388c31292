"""Expert visits: planned for a body, written by the experts who are named, read by the body before anybody else."""

from __future__ import annotations

from interlace.visits import describing as _describing  # noqa: F401 - makes profiles known to the commons
from interlace.visits.finding import change_observation, find, observe, remove_observation
from interlace.visits.listing import (
    RecommendationPage,
    VisitPage,
    assessments_to_visit,
    instrument,
    items,
    profile,
    recommendation,
    recommendations,
    speaks,
    visit,
    visits,
)
from interlace.visits.planning import change, close, name_expert, plan, release_expert
from interlace.visits.profile import AreaTold, Profile, Range, area_name
from interlace.visits.profiling import comment, conclude, publish, resume, send
from interlace.visits.recommending import change_recommendation, recommend, remove_recommendation, say
from interlace.visits.showing import ExpertTold, ItemTold, ObservationTold, RecommendationTold, StepTold, VisitTold
from interlace.visits.states import PROGRESS, STATES

__all__ = [
    "PROGRESS",
    "STATES",
    "AreaTold",
    "ExpertTold",
    "ItemTold",
    "ObservationTold",
    "Profile",
    "Range",
    "RecommendationPage",
    "RecommendationTold",
    "StepTold",
    "VisitPage",
    "VisitTold",
    "area_name",
    "assessments_to_visit",
    "change",
    "change_observation",
    "change_recommendation",
    "close",
    "comment",
    "conclude",
    "find",
    "instrument",
    "items",
    "name_expert",
    "observe",
    "plan",
    "profile",
    "publish",
    "recommend",
    "recommendation",
    "recommendations",
    "release_expert",
    "remove_observation",
    "remove_recommendation",
    "resume",
    "say",
    "send",
    "speaks",
    "visit",
    "visits",
]
