"""Figures for Prometheus: what is told, of how many labels at most, and to whom."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from interlace import measures
from interlace.app import create_app

if TYPE_CHECKING:
    from flask import Flask

    from interlace.db.connections import Database
    from tests.api.conftest import Visitor

TOKEN = "a-token-for-those-who-watch"  # noqa: S105 - of nothing


def figures(app: Flask) -> dict[str, float]:
    """All that is told, by name and labels."""
    response = app.test_client().get("/metrics")
    assert response.status_code == 200
    assert response.content_type.startswith("text/plain")
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def counted(app: Flask, route: str, method: str, status: int) -> float:
    """Requests that were answered so."""
    return figures(app).get(
        f'interlace_request_seconds_count{{method="{method}",route="{route}",status="{status}"}}', 0.0
    )


def test_requests_are_counted_by_pattern_method_and_status(app: Flask, visitor: Visitor) -> None:
    before = counted(app, "/api/v1/tenants/<tenant>", "GET", 200)
    visitor.get(f"/api/v1/tenants/{visitor.slug}", visitor.sign_in()["access_token"])
    assert counted(app, "/api/v1/tenants/<tenant>", "GET", 200) == before + 1
    assert visitor.slug not in app.test_client().get("/metrics").text


def test_whatever_strangers_ask_for_makes_no_more_series(app: Flask) -> None:
    client = app.test_client()
    client.get("/nowhere/0")
    client.open("/healthz", method="BREW")
    before = len(figures(app))
    for number in range(50):
        client.get(f"/nowhere/{number}?{number}")
        client.open("/healthz", method=f"BREW{number}")
    assert len(figures(app)) == before
    assert counted(app, "nowhere", "GET", 404) >= 50


def test_what_the_process_holds_is_told_at_the_moment_of_asking(app: Flask) -> None:
    app.test_client().get("/readyz")
    names = {name.partition("{")[0] for name in figures(app)}
    assert {
        "interlace_kept_answers_total", "interlace_kept_answers_bytes", "interlace_database_connections",
        "interlace_snapshots_bytes", "interlace_jobs",
    } <= names  # fmt: skip
    assert figures(app)['interlace_jobs{state="running"}'] == 0


def test_findings_of_snapshots_are_told_where_somebody_asked_for_them(app: Flask, visitor: Visitor) -> None:
    from api.context import DATABASE, SNAPSHOTS, today

    with app.test_request_context():
        snapshot = app.extensions[SNAPSHOTS].current(app.extensions[DATABASE], visitor.tenant_id)
        family = f'interlace_findings{{family="vertical",tenant="{visitor.tenant_id}"}}'
        assert family not in figures(app)
        snapshot.analysis_at(today())
    assert figures(app)[family] == 0
    assert figures(app)['interlace_snapshot_refresh_seconds_count{how="loaded"}'] >= 1


def test_what_lower_floors_tell_is_counted(app: Flask) -> None:
    before = figures(app).get('interlace_webhook_deliveries_total{outcome="failed"}', 0)
    measures.delivered("failed")
    assert figures(app)['interlace_webhook_deliveries_total{outcome="failed"}'] == before + 1


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.1", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
        ("192.0.2.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
    ],
)
def test_without_a_token_figures_are_for_this_machine_alone(
    app: Flask, address: str, headers: dict[str, str], status: int
) -> None:
    response = app.test_client().get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert response.status_code == status


def test_with_a_token_they_are_for_whoever_has_it(accounts: Database) -> None:
    client = create_app(replace(accounts.configuration, metrics_token=TOKEN), accounts).test_client()
    for wrong in ("", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404
    far = {"REMOTE_ADDR": "192.0.2.1"}
    shown = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/metrics", headers=shown, environ_overrides=far).status_code == 200


def test_figures_and_their_help_can_be_read_by_prometheus(app: Flask) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    families = list(text_string_to_metric_families(app.test_client().get("/metrics").text))
    assert len(families) > 5
    for family in families:
        assert re.fullmatch(r"interlace_[a-z_]+", family.name)
        assert family.documentation.endswith(".")
