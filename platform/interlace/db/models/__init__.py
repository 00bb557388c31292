"""All tables: those of graph.tables.SCHEMA by their names there, and those that stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.models.asked import Asking, Question, Request
from interlace.db.models.assessments import (
    Assessment,
    AssessmentAnswer,
    AssessmentAnswerKept,
    AssessmentComment,
    AssessmentPerson,
    AssessmentRound,
    AssessmentSnapshot,
    LoadedCrosswalk,
    LoadedInstrument,
)
from interlace.db.models.bodies import RANKS, Body, Succession
from interlace.db.models.cases import (
    Case,
    CaseAnswer,
    CaseAttachment,
    CaseComment,
    CaseOwner,
    Episode,
    EpisodeLook,
)
from interlace.db.models.commons import CommonsApproach, CommonsEntry, Publication
from interlace.db.models.forms import KeptForm
from interlace.db.models.gatherings import CalendarFeed, Gathering
from interlace.db.models.history import AuditRecord, Change, OutboxMessage
from interlace.db.models.identity import Membership, RefreshFamily, ServiceAccount, SingleUseLink, User
from interlace.db.models.jobs import Job, JobFile
from interlace.db.models.networks import CommonsMember
from interlace.db.models.notices import Notice, NoticePreference, ReminderLetter
from interlace.db.models.practices import Practice
from interlace.db.models.registers import Tenant, TenantRegister
from interlace.db.models.relations import Competence, Relation
from interlace.db.models.requests import IdempotencyKey
from interlace.db.models.scenarios import Scenario, ScenarioShare
from interlace.db.models.talks import Talk, TalkConsent
from interlace.db.models.targets import AssessmentTarget
from interlace.db.models.visits import (
    Visit,
    VisitExpert,
    VisitFinding,
    VisitObservation,
    VisitRecommendation,
    VisitStep,
)
from interlace.db.models.webhooks import Delivery, Webhook, WebhookMessage, WebhookSecret
from interlace.db.models.works import (
    Action,
    ActionPartner,
    Commitment,
    Declaration,
    Link,
    Measurement,
    Opposition,
    Participation,
    Report,
    Strategy,
    StrategyCoOwner,
    Work,
)
from interlace.db.models.workspaces import (
    Consultation,
    ConsultationReply,
    ConsultedBody,
    Workspace,
    WorkspaceField,
    WorkspaceFieldKept,
    WorkspaceParty,
    WorkspaceProof,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.db.base import Record

__all__ = [
    "RANKS",
    "RECORDS",
    "Action",
    "ActionPartner",
    "Asking",
    "Assessment",
    "AssessmentAnswer",
    "AssessmentAnswerKept",
    "AssessmentComment",
    "AssessmentPerson",
    "AssessmentRound",
    "AssessmentSnapshot",
    "AssessmentTarget",
    "AuditRecord",
    "Body",
    "CalendarFeed",
    "Case",
    "CaseAnswer",
    "CaseAttachment",
    "CaseComment",
    "CaseOwner",
    "Change",
    "Commitment",
    "CommonsApproach",
    "CommonsEntry",
    "CommonsMember",
    "Competence",
    "Consultation",
    "ConsultationReply",
    "ConsultedBody",
    "Declaration",
    "Delivery",
    "Episode",
    "EpisodeLook",
    "Gathering",
    "IdempotencyKey",
    "Job",
    "JobFile",
    "KeptForm",
    "Link",
    "LoadedCrosswalk",
    "LoadedInstrument",
    "Measurement",
    "Membership",
    "Notice",
    "NoticePreference",
    "Opposition",
    "OutboxMessage",
    "Participation",
    "Practice",
    "Publication",
    "Question",
    "RefreshFamily",
    "Relation",
    "ReminderLetter",
    "Report",
    "Request",
    "Scenario",
    "ScenarioShare",
    "ServiceAccount",
    "SingleUseLink",
    "Strategy",
    "StrategyCoOwner",
    "Succession",
    "Talk",
    "TalkConsent",
    "Tenant",
    "TenantRegister",
    "User",
    "Visit",
    "VisitExpert",
    "VisitFinding",
    "VisitObservation",
    "VisitRecommendation",
    "VisitStep",
    "Webhook",
    "WebhookMessage",
    "WebhookSecret",
    "Work",
    "Workspace",
    "WorkspaceField",
    "WorkspaceFieldKept",
    "WorkspaceParty",
    "WorkspaceProof",
]

#: The table of each kind of record, by its name in graph.tables.SCHEMA.
RECORDS: Mapping[str, type[Record]] = {
    "bodies": Body,
    "competences": Competence,
    "relations": Relation,
    "strategies": Strategy,
    "commitments": Commitment,
    "actions": Action,
    "links": Link,
    "participations": Participation,
    "successions": Succession,
    "declarations": Declaration,
    "reports": Report,
    "oppositions": Opposition,
    "measurements": Measurement,
}
