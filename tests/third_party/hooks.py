"""What schemathesis has to be told beside the document."""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import schemathesis
from hypothesis import strategies

if TYPE_CHECKING:
    from schemathesis import Case, HookContext


_OWN = frozenset(os.environ.get("INTERLACE_OWN", "").split(","))


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Nobody removes themselves, lest the rest is about strangers. Where a request is meant to be right, it begins at
    the first page: a cursor is a page's own, and none else is.
    """
    del context, kwargs
    if case.method == "DELETE" and case.path_parameters.get("id") in _OWN:
        case.path_parameters["id"] = str(uuid4())
    if case.meta is not None and case.meta.generation.mode.is_positive and isinstance(case.query.get("after"), str):
        del case.query["after"]


def _bundle() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("bodies.csv", "code,name,level\nXX,Nowhere,national\n")
    return written.getvalue()


schemathesis.openapi.media_type("application/zip", strategies.sampled_from([_bundle(), b"PK\3\4", b"code,name"]))
