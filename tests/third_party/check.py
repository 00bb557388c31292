"""What others wrote checks the doors: `python -m tests.third_party.check`, or `make check-api`.

Serves a real application with the register of Portugal, has each program look at it, tells counts, and stops it again.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tests.third_party import fuzzing, tools
from tests.third_party.examples import run_typescript
from tests.third_party.serving import TENANT, served
from tests.third_party.tools import HERE, Failed, Missing, program, run, workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.third_party.fuzzing import Effort
    from tests.third_party.serving import Served

    Check = Callable[[Served], str]


def lint(application: Served) -> str:
    """@redocly/cli finds nothing wrong with the OpenAPI document."""
    document = _openapi(application, workshop("lint"))
    run(program("redocly"), "lint", document, f"--config={HERE / 'redocly.yaml'}", "--max-problems=1000")
    return "no errors"


def audit(application: Served) -> str:
    """Every MUST and SHOULD of GraphQL over HTTP holds, as graphql-http reads them."""
    place = workshop("audit")
    (place / "audit.mjs").write_bytes((HERE / "graphql_http_audit.mjs").read_bytes())
    return run("node", "audit.mjs", f"{application.url}/graphql/{TENANT}", _token(application), cwd=place).strip()


def clients(application: Served) -> str:
    """Clients that are generated from the OpenAPI document and from the SDL pass tsc and work."""
    place = workshop("typed")
    _openapi(application, place)
    _schema(application, place)
    run(program("openapi-typescript"), "openapi.json", "-o", "openapi.d.ts", cwd=place)
    run(program("gql.tada"), "generate-output", cwd=place)
    run(program("tsc"), "--project", place, cwd=place)
    run(program("gql.tada"), "check", "--fail-on-warn", cwd=place)
    said = [run("node", f"out/{name}.js", application.url, _token(application), cwd=place) for name in _CLIENTS]
    return "; ".join(f"{name}: {one.strip()}" for name, one in zip(_CLIENTS, said, strict=True))


_CLIENTS = ("rest", "graphql")


def relay(application: Served) -> str:
    """Relay's own compiler accepts the schema."""
    place = workshop("relay")
    _schema(application, place)
    made = place / "relay" / "__generated__"
    made.mkdir()
    run(program("relay-compiler"), "relay.config.json", cwd=place / "relay")
    return f"{len([*made.iterdir()])} artifacts"


def _openapi(application: Served, place: Path) -> Path:
    document = place / "openapi.json"
    document.write_text(application.text("/api/v1/openapi.json", ""), "utf-8")
    return document


def _schema(application: Served, place: Path) -> None:
    schema = application.text(f"/graphql/{TENANT}/schema.graphql", _token(application))
    (place / "schema.graphql").write_text(schema, "utf-8")


def _token(application: Served) -> str:
    return application.token(application.credentials())


def _checks(effort: Effort) -> Mapping[str, Check]:
    programs: dict[str, Check] = {
        "redocly": lint,
        "graphql-http": audit,
        "clients": clients,
        "relay": relay,
        "integrate": run_typescript,
    }
    callers = {f"schemathesis-{role}": partial(_fuzzed, role, effort) for role in fuzzing.CALLERS}
    return programs | callers


def _fuzzed(role: str, effort: Effort, application: Served) -> str:
    return fuzzing.fuzz(application, role, effort)


def main(arguments: list[str]) -> int:
    """Check everything, or what is named; 1 where something did not hold."""
    asked = _parser().parse_args(arguments)
    effort = fuzzing.QUICK if asked.quick else fuzzing.LONG
    chosen = {name: value for name in ("seconds", "examples", "seed") if (value := getattr(asked, name)) is not None}
    checks = _checks(replace(effort, **chosen))
    wanted = [name for name in checks if not asked.only or name in asked.only]
    try:
        if any(not name.startswith("schemathesis") for name in wanted):
            tools.install()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    with served((TENANT, *fuzzing.CALLERS)) as application:
        failures = sum(not _holds(name, checks[name], application) for name in wanted)
        for line in application.complaints():
            failures += 1
            print(line)
    return int(failures > 0)


def _holds(name: str, check: Check, application: Served) -> bool:
    began = time.monotonic()
    try:
        told, holds = check(application), True
    except Failed as failed:
        told, holds = f"DOES NOT HOLD\n{failed}", False
    print(f"{name} ({time.monotonic() - began:.0f} s): {told}", flush=True)
    return holds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="check-api", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="as much as continuous integration has time for")
    parser.add_argument("--only", action="append", choices=[*_checks(fuzzing.QUICK)], help="this check (repeatable)")
    parser.add_argument("--seconds", type=int, help="how long schemathesis plays each caller")
    parser.add_argument("--examples", type=int, help="how many requests it makes up for each operation, at most")
    parser.add_argument("--seed", type=int, help="what its choices begin with")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
