"""What binds and places bodies: relations, competences, successions, declarations."""

from __future__ import annotations

from api.descriptions import TABLES
from api.graphql.schema.columns import column_fields
from api.graphql.schema.parts import object_type
from api.graphql.schema.sources import Competence, Declaration, Measurement, Relation, Succession

for _type in (Competence, Declaration, Measurement, Relation, Succession):
    object_type(_type.__name__, TABLES[_type.table], column_fields(_type.table), source=_type, interfaces=["Node"])
