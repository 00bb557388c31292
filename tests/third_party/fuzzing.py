"""schemathesis on the OpenAPI document, as somebody with a role: every check, and what one answer leads on to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.repository import ROOT
from tests.third_party.tools import Failed

if TYPE_CHECKING:
    from tests.third_party.serving import Served

CALLERS = ("reader", "contributor", "administrator")
_PROGRAM = Path(sys.executable).with_name("schemathesis")


@dataclass(frozen=True)
class Effort:
    """How long one caller is played, what is generated for each operation at most, and by which phases."""

    seconds: int
    examples: int
    phases: str
    seed: int | None = None


QUICK = Effort(25, 5, "examples,stateful", seed=1)
LONG = Effort(300, 100, "examples,coverage,fuzzing,stateful")


def fuzz(served: Served, role: str, effort: Effort) -> str:
    """Play somebody of a tenant that is named as their role. Raises Failed."""
    report = served.log.with_name(f"schemathesis-{role}.json")
    command = [
        str(_PROGRAM),
        f"--config-file={ROOT / 'tests' / 'third_party' / 'schemathesis.toml'}",
        "run",
        f"{served.url}/api/v1/openapi.json",
        f"--max-time={effort.seconds}",
        f"--max-examples={effort.examples}",
        f"--phases={effort.phases}",
        "--report=json",
        f"--report-json-path={report}",
        *([] if effort.seed is None else [f"--seed={effort.seed}"]),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(served, role), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    return _counted(json.loads(report.read_text(encoding="utf-8")))


def _environment(served: Served, role: str) -> dict[str, str]:
    given = served.sign_in(role, role)
    return {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.third_party.hooks",
        "INTERLACE_TENANT": role,
        "INTERLACE_EMAIL": given["email"],
        "INTERLACE_PASSWORD": given["password"],
        "INTERLACE_OWN": ",".join(_own(served, role)),
    }


def _own(served: Served, role: str) -> list[str]:
    """What somebody would lock themselves out by removing: their account, their roles."""
    token = served.token(served.sign_in("administrator", role))
    listed: dict[str, Any] = served.get(f"/api/v1/tenants/{role}/users", token)
    email = served.sign_in(role, role)["email"]
    (known,) = (person for person in listed["items"] if person["email"] == email)
    return [known["id"], *(one["membership"] for one in known["roles"])]


def _counted(report: dict[str, Any]) -> str:
    rates = [phase for operation in report["valid_rates"].values() for phase in operation.values()]
    accepted = sum(phase["accepted"] for phase in rates)
    operations, cases = report["operations"], report["test_cases"]
    told = f"{operations['tested']} of {operations['selected']} operations, {cases['generated']} requests"
    return f"{told}, {accepted} of them accepted"
