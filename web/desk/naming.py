"""Naming a body or strategy in a form: one types part of a name, is offered what is like it, and sends what was taken.

What is offered reads “Braga (PT-braga)”, so that what is sent says both which one is meant and what was seen.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from flask import request

from api.context import view
from interlace.reading.pages import LONGEST_TEXT, MOST, Asked, page_of
from policies import LEVELS
from web.blueprint import pages
from web.frame import page
from web.languages import say, told
from web.names import named

if TYPE_CHECKING:
    from flask import Response

    from web.forms import Form
    from web.names import Named

#: So many are offered.
_MOST = 10
_LABEL = re.compile(r".*\(([A-Za-z0-9][A-Za-z0-9._-]{0,63})\)\s*", re.DOTALL)


def label_of(one: Named) -> str:
    """A body or strategy as it stands in a field."""
    return f"{one.name} ({one.code})"


def label_of_code(table: str, code: str) -> str:
    """The same by its code; a code that leads to nothing as it is."""
    row = view().sight.row_of_code(table, code)
    return code if row is None else label_of(named(table, row, view()))


def read(form: Form, name: str, table: str, *, required: bool = False) -> str | None:
    """The code of what a field names. What names nothing, or several, is noted with what could be meant."""
    found = [code for text in _filled(form, name, required=required) if (code := _code_of(form, name, table, text))]
    return found[0] if found else None


def read_all(form: Form, name: str, table: str) -> list[str]:
    """The codes of all that the boxes and lines of a field name, each once, in their order."""
    texts = form.texts(name)
    return list(dict.fromkeys(code for text in texts if (code := _code_of(form, name, table, text.strip()))))


def _filled(form: Form, name: str, *, required: bool) -> list[str]:
    text = form.text(name)
    if required and not text:
        form.wrong(name, say("Please fill this in."))
    return [text] if text else []


def _code_of(form: Form, name: str, table: str, text: str) -> str | None:
    sight = view().sight
    label = _LABEL.fullmatch(text)
    for code in (label[1] if label else text, text):
        if sight.row_of_code(table, code) is not None:
            return code
    like = _like(table, text)
    column = sight.column(table, "name" if table == "bodies" else "title")
    same = [one for one in like if _plain(column[one.row] or "") == _plain(text)]
    if len(same) == 1:
        return same[0].code
    if like:
        form.wrong(name, say("Several could be meant: %(names)s", names="; ".join(map(label_of, like))))
    else:
        form.wrong(name, say("Nothing in the register is called “%(text)s”. Type a part of the name.", text=text))
    return None


def _like(table: str, text: str) -> list[Named]:
    if not text.strip():
        return []
    found = page_of(view(), table, Asked(text=text.strip()[:LONGEST_TEXT], first=MOST))
    like = [named(table, row, view()) for row in found.rows]
    wanted = _plain(text)
    # What is called so, or begins so, before what only has it somewhere in its name.
    return sorted(like, key=lambda one: (not _plain(one.name).startswith(wanted), len(one.name), one.code))[:_MOST]


def _plain(text: str) -> str:
    """A name without accents, in small letters."""
    marked = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(character for character in marked if not unicodedata.combining(character))


@pages.get("/t/<tenant>/desk/like/<table>")
def desk_like(tenant: str, table: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What is called like the text that is being typed in the field that the address names, for the field to offer."""
    table = "strategies" if table == "strategies" else "bodies"
    text = request.args.get(request.args.get("field", ""), "")
    sight = view().sight
    like = _like(table, text)
    if table == "bodies":
        offered = [(label_of(one), told(LEVELS[sight.column("bodies", "level")[one.row]].name)) for one in like]
    else:
        owners = [view().sight.column("strategies", "owner")[one.row] for one in like]
        offered = [(label_of(one), label_of_code("bodies", owner)) for one, owner in zip(like, owners, strict=True)]
    return page("desk/like.html", offered=offered)
