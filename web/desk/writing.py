"""Sending a form of the desk: all that it asks for in one write, or nothing and a form that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, database
from api.writing import tenant_id
from interlace.db import tenancy
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.identity import kept_forms
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from interlace.db.unit import Unit
    from web.forms import Form


def sent_well(
    form: Form, make: Callable[[Unit], object], *, key: str = "", fields: Mapping[str, str] | None = None
) -> bool:
    """Whether `make` could be done; what was kept of the form under its key ends with that.

    `fields` names the field of the form that a column of a service is asked for by, where they are not alike.
    """
    principal = caller().principal
    try:
        with tenancy.writing(database(), tenant_id(), principal) as unit:
            make(unit)
            if key:
                kept_forms.sent(unit.session, principal, key)
    except Invalid as refused:
        form.refuse(refused, fields)
    except Stale as refused:
        form.refuse_whole(refused)
        if "revision" in form.values:
            # Whoever sends it again has been told, and means the record as it is now.
            form.values["revision"] = [str(refused.current)]
    except (Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    except Unknown:
        form.wrong("", say("Somebody has taken this out of the register meanwhile."))
    return not form.problems


def revision_of(form: Form, name: str = "revision") -> int:
    """The revision of the record that the form was filled from; one that nobody sent is never the present one."""
    told = form.text(name)
    return int(told) if told.isdecimal() and len(told) < 18 else 0  # noqa: PLR2004 - digits of a 64-bit number
