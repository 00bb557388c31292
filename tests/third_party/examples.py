"""The examples of docs/integrate.md, run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.repository import read
from tests.third_party.tools import Failed, program, run, workshop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.third_party.serving import Served

PAGE = "docs/integrate.md"


def blocks(language: str, page: str = PAGE) -> list[str]:
    """What stands between the fences of a language, in the order of the page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(page), re.MULTILINE | re.DOTALL)


def run_shell(application: Served, place: Path) -> str:
    """What all lines for the shell print, one block after another. Raises Failed."""
    return _ended("bash", "-euo", "pipefail", "-c", "\n".join(blocks("sh")), cwd=place, application=application)


def run_lines(script: str, place: Path, settings: Mapping[str, str]) -> str:
    """What lines for the shell print that find these settings in their environment. Raises Failed."""
    return _printed("bash", "-euo", "pipefail", "-c", script, cwd=place, environment={**os.environ, **settings})


def statuses(script: str) -> list[str]:
    """The statuses that comments at the ends of lines promise."""
    return [status for comment in re.findall(r"  # ([0-9 ]+)$", script, re.MULTILINE) for status in comment.split()]


def run_python(application: Served, place: Path) -> str:
    """What all lines of Python print. Raises Failed."""
    return _ended(sys.executable, "-W", "error", "-c", "\n".join(blocks("python")), cwd=place, application=application)


def run_typescript(application: Served) -> str:
    """What the lines of TypeScript print, once the compiler is content with them. Raises Failed."""
    place = workshop("integrate")
    for unwanted in ("rest.ts", "graphql.ts"):
        (place / unwanted).unlink()
    (place / "example.ts").write_text("\n".join(blocks("typescript")), "utf-8")
    (place / "openapi.json").write_text(application.text("/api/v1/openapi.json", ""), "utf-8")
    run(program("openapi-typescript"), "openapi.json", "-o", "openapi.d.ts", cwd=place)
    run(program("tsc"), "--project", place, cwd=place)
    lines = _ended("node", "out/example.js", cwd=place, application=application).splitlines()
    if lines[-1] != "completed 200":
        raise Failed("\n".join(lines))
    return f"{len(lines)} lines printed, the last: {lines[-1]}"


def _ended(*command: str, cwd: Path, application: Served) -> str:
    given = application.credentials()
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "INTERLACE_HOME": str(application.home),
        "INTERLACE_DURABLE": "no",
        "INTERLACE_URL": application.url,
        "CLIENT_ID": given["client_id"],
        "CLIENT_SECRET": given["client_secret"],
    }
    return _printed(*command, cwd=cwd, environment=environment)


def _printed(*command: str, cwd: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=240)
    if done.returncode != 0:
        raise Failed(f"{done.stdout}{done.stderr}")
    return done.stdout
