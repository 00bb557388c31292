"""What schemathesis has to be told beside the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import schemathesis

if TYPE_CHECKING:
    from schemathesis import Case, HookContext


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Where a request is meant to be right, it begins at the first page: a cursor is a page's own, and none else is."""
    del context, kwargs
    if case.meta is not None and case.meta.generation.mode.is_positive:
        case.query.pop("after", None)
