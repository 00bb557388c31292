"""The system user as whom the server runs: never root, which PostgreSQL refuses."""

from __future__ import annotations

import os
import pwd
import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from interlace.db.server.failures import ServerFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_UNPRIVILEGED = ("postgres", "nobody")
_FIRST_CLOSED_FOLDER = 'for folder; do test -x "$folder" || { printf %s "$folder"; exit 0; }; done'


class Identity(TypedDict, total=False):
    """What `subprocess` takes to start a program as another user."""

    user: int
    group: int
    extra_groups: Sequence[int]


@dataclass(frozen=True)
class Account:
    """A system user; `other` when it is not the one who runs this process."""

    name: str
    uid: int
    gid: int
    other: bool

    @property
    def identity(self) -> Identity:
        """Arguments of `subprocess` that start a program as this user."""
        return Identity(user=self.uid, group=self.gid, extra_groups=[]) if self.other else Identity()

    def own(self, path: Path) -> None:
        """Give a file or folder to this user."""
        if self.other:
            os.chown(path, self.uid, self.gid)

    def require_way_to(self, folder: Path) -> None:
        """Make sure that this user can enter a folder and those above it; raises ServerFailed with the one it cannot.

        The question is put to the system as that user, since modes alone do not tell (there are access lists).
        """
        way = [str(step) for step in reversed([folder, *folder.parents])]
        command = ["/bin/sh", "-c", _FIRST_CLOSED_FOLDER, "sh", *way]
        try:
            done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **self.identity)  # noqa: S603
        except PermissionError as error:
            raise ServerFailed(
                f"Root may not start programs as the user {self.name} here, and PostgreSQL does not run as root: run "
                "Interlace as an ordinary user."
            ) from error
        if done.stdout:
            raise ServerFailed(
                f"The folder {done.stdout} cannot be entered by the user {self.name}, as whom PostgreSQL runs: "
                f"`chmod o+x {shlex.quote(done.stdout)}`, or set INTERLACE_HOME to a folder such as /var/lib/interlace."
            )


def server_account(data: Path) -> Account:
    """Who runs the server of this data folder: whoever owns the folder; at first this user, or for root another one.

    Raises ServerFailed where nobody suitable is there.
    """
    me = os.geteuid()
    if not data.exists():
        return _unprivileged() if me == 0 else _account(me)
    owner = data.stat().st_uid
    if owner == 0 or (me not in {0, owner}):
        raise ServerFailed(
            f"The data in {data} belongs to the user {_name(owner)}: run Interlace as "
            f"{'the user who made it' if owner else 'another user than root, after giving the folder to that user'}, "
            "or set INTERLACE_HOME to another folder."
        )
    return _account(owner)


def _unprivileged() -> Account:
    for name in _UNPRIVILEGED:
        try:
            return _account(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise ServerFailed(
        "PostgreSQL does not run as root, and this system has neither a user postgres nor a user nobody: "
        "run Interlace as an ordinary user, or make one with `useradd --system postgres`."
    )


def _account(uid: int) -> Account:
    try:
        gid = pwd.getpwuid(uid).pw_gid
    except KeyError:
        # A container may run under a number that no list of users knows.
        gid = os.getegid()
    return Account(name=_name(uid), uid=uid, gid=gid, other=uid != os.geteuid())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
