"""Headers that protect readers, and pages of other origins that may read answers or may not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from interlace.app import create_app

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from interlace.db.connections import Database

FRIEND = "https://maps.example"


@pytest.fixture(scope="module")
def shared(accounts: Database) -> FlaskClient:
    """An application whose answers pages of one other origin may read."""
    configuration = replace(accounts.configuration, cors_origins=(FRIEND,), base_url="https://interlace.example")
    return create_app(configuration, accounts).test_client()


@pytest.mark.parametrize("address", ["/healthz", "/auth/me", "/nowhere", "/auth/token", "/problems/unknown"])
def test_every_answer_forbids_browsers_to_guess_frame_or_run_anything(app: Flask, address: str) -> None:
    headers = app.test_client().get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; frame-ancestors 'none'")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers
    assert "Strict-Transport-Security" not in headers


def test_a_page_keeps_the_policy_that_it_sets_itself(app: Flask) -> None:
    (policy,) = app.test_client().get("/invitations/secret").headers.getlist("Content-Security-Policy")
    assert "script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'; base-uri 'none'" in policy
    assert "unsafe" not in policy


def test_browsers_stay_with_https_where_people_come_by_it(shared: FlaskClient) -> None:
    assert shared.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=")


def test_no_origin_is_let_in_unless_it_is_named(app: Flask) -> None:
    for method in ("GET", "OPTIONS"):
        asked = {"Origin": FRIEND, "Access-Control-Request-Method": "GET"}
        response = app.test_client().open("/healthz", method=method, headers=asked)
        assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "*",
        "http://maps.example",
        "https://maps.example.evil.example",
        "https://maps.example:444",
        "HTTPS://MAPS",
    ],
)
def test_an_origin_that_only_looks_like_a_named_one_stays_outside(shared: FlaskClient, origin: str) -> None:
    response = shared.get("/healthz", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Origin" in response.vary


def test_a_page_of_a_named_origin_reads_answers_and_errors_without_cookies(shared: FlaskClient) -> None:
    for address in ("/healthz", "/auth/me", "/nowhere"):
        response = shared.get(address, headers={"Origin": FRIEND})
        assert response.headers["Access-Control-Allow-Origin"] == FRIEND
        assert "ETag" in response.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert "Origin" in response.vary


def test_a_preflight_is_answered_before_anybody_is_asked_who_they_are(shared: FlaskClient) -> None:
    asked = {"Origin": FRIEND, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "if-match"}
    response = shared.options("/auth/me", headers=asked)
    assert response.status_code == 204
    assert "PATCH" in response.headers["Access-Control-Allow-Methods"]
    assert "If-Match" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Max-Age"]
    stranger = shared.options("/auth/me", headers=asked | {"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Methods" not in stranger.headers
