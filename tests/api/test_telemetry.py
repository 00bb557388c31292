"""Traces are asked for by a setting of OpenTelemetry's own; without its packages nothing breaks."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from interlace.app import create_app

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.mark.skipif(find_spec("opentelemetry") is not None, reason="the extra `telemetry` is installed")
def test_traces_that_cannot_be_sent_are_told_once_and_requests_answered(
    accounts: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    assert create_app(database=accounts).test_client().get("/healthz").status_code == 200
    assert [record.message for record in caplog.records if "interlace[telemetry]" in record.message]
