"""Keeps the GraphQL schema in the repository: writes it, checks that it is current, tells what breaks clients.

`python -m api.graphql.keeping` writes `api/graphql/schema.graphql`; `… check` fails where that is not current, or
where something would break clients of the last release and the section Unreleased of CHANGELOG.md does not name it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from graphql import build_schema
from graphql.utilities import find_breaking_changes

from api.graphql.schema.build import sdl

ROOT = Path(__file__).resolve().parents[2]
SDL = ROOT / "api" / "graphql" / "schema.graphql"
#: The schema of the last release, where no tag holds one.
RELEASED = ROOT / "api" / "graphql" / "released.graphql"


def current() -> str:
    """The schema as the program has it."""
    return sdl()


def released() -> str:
    """The schema of the last release: that of its tag, or else the copy that is kept."""
    tag = _git("describe", "--tags", "--abbrev=0", "--match", "v*")
    of_tag = _git("show", f"{tag.strip()}:{SDL.relative_to(ROOT)}") if tag else None
    return of_tag or RELEASED.read_text("utf-8")


def _git(*arguments: str) -> str | None:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout if done.returncode == 0 else None


def unreleased(changelog: str) -> str:
    """The section of what is not released yet."""
    _, found, after = changelog.partition("## Unreleased")
    return after.partition("\n## ")[0] if found else ""


def unannounced(before: str, after: str, announced: str) -> list[str]:
    """What breaks clients of a schema and is not announced: by the name of its type, and of the field if it has one."""
    changes = find_breaking_changes(build_schema(before), build_schema(after))
    return [change.description for change in changes if not _is_named(change.description, announced)]


def _is_named(description: str, announced: str) -> bool:
    """Whether an announcement names what a change is about: `Type.field`, or else the type that comes first."""
    found = re.search(r"[A-Z]\w*\.\w+", description) or re.match(r"\w+", description)
    return found is not None and re.search(rf"(?<![\w.]){re.escape(found[0])}(?!\w)", announced) is not None


def main(arguments: list[str]) -> int:
    """Write or check; the number of what is wrong, at most 1."""
    if arguments != ["check"]:
        SDL.write_text(current(), "utf-8")
        return 0
    if SDL.read_text("utf-8") != current():
        print("api/graphql/schema.graphql is not current: run `python -m api.graphql.keeping`.", file=sys.stderr)
        return 1
    announced = unreleased((ROOT / "CHANGELOG.md").read_text("utf-8"))
    broken = unannounced(released(), current(), announced)
    for description in broken:
        print(f"This breaks clients, and CHANGELOG.md does not announce it: {description}", file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
