"""Fields of a workspace on a page: each says what stood there when the page was read, so that no other is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace import workspaces
from interlace.errors import Conflict, Invalid
from web.languages import say
from web.workspaces.asking import asker, reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from interlace.workspaces import FieldTold
    from web.forms import Form


def standing(workspace_id: UUID) -> Mapping[str, FieldTold]:
    """What stands in the fields, by name."""
    return {one.name: one for one in workspaces.fields(*reader(), workspace_id)}


def begin(fields: Mapping[str, FieldTold], names: Iterable[str]) -> dict[str, object]:
    """The values of a form for these fields, with what tells later whether somebody else has written."""
    values: dict[str, object] = {}
    for name in names:
        known = fields.get(name)
        value = "" if known is None else known.value
        values |= {name: value, f"was:{name}": value, f"after:{name}": 0 if known is None else known.revision}
    return values


def save(workspace_id: UUID, form: Form, names: Iterable[str]) -> int:
    """Write what was changed, field by field; how many. What stands against it is noted at each field."""
    saved = 0
    for name in names:
        value, was = form.text(name), form.text(f"was:{name}")
        if name not in form.values or value.replace("\r\n", "\n") == was.replace("\r\n", "\n"):
            continue
        after = form.text(f"after:{name}")
        given = {"name": name, "value": value, "after": int(after) if after.isdecimal() else 0}
        try:
            came = workspaces.write(*asker(), workspace_id, given)
        except Invalid as refused:
            as_field = Invalid([type(one)(f"/{name}", one.code, one.details) for one in refused.problems])
            form.refuse(as_field)
            continue
        except Conflict as refused:
            form.refuse_whole(refused)
            return saved
        form.values[f"after:{name}"] = [str(came.field.revision)]
        form.values[f"was:{name}"] = [came.field.value]
        if came.outcome == "kept":
            who = came.field.by_name or say("Somebody")
            form.wrong(
                name,
                say(
                    "%(who)s wrote meanwhile: “%(theirs)s”. Yours is kept beside it. Save again to let yours stand.",
                    who=who,
                    theirs=came.field.value[:300],
                ),
            )
        elif came.outcome == "written":
            saved += 1
    return saved
