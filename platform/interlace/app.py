"""The application that a web server runs: each part is put in place, one after another."""

from __future__ import annotations

from flask import Flask

import web
from api import again, authentication, errors, guard, headers, health, logs, metrics, rates, requests, rest, telemetry
from api.answers import ANSWERS, Answers
from api.context import DATABASE, SNAPSHOTS
from api.graphql import door as graphql_door
from api.graphql import explorer
from api.input import MOST_BYTES
from interlace.configuration import Configuration
from interlace.db.connections import Database
from interlace.identity import tokens
from interlace.identity.keys import keys_of
from interlace.snapshots.store import SnapshotStore
from web.errors import of_nowhere

_MIB = 2**20


def create_app(configuration: Configuration | None = None, database: Database | None = None) -> Flask:
    """The application on a database; without arguments, the one that the environment names.

    Raises ConfigurationInvalid.
    """
    if configuration is None:
        configuration = Configuration.of() if database is None else database.configuration
    app = Flask("interlace", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.extensions[DATABASE] = database or Database(configuration)
    app.extensions[SNAPSHOTS] = SnapshotStore(configuration.snapshot_memory * _MIB)
    app.extensions[ANSWERS] = Answers(configuration.answer_memory * _MIB)
    tokens.prepare(app, keys_of(configuration))
    requests.begin_requests(app)
    traced = telemetry.trace(app)
    logs.log_requests(app)
    metrics.measure(app, configuration.metrics_token)
    errors.register(app, as_page=of_nowhere)
    headers.protect(app, configuration)
    counted = rates.limit_addresses(app, configuration)
    headers.share(app, configuration)
    explorer.show(app)
    guard.guard(app, {web.NAME: web.caller_of_page})
    rates.limit_callers(app, counted)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(authentication.blueprint)
    rest.register(app)
    graphql_door.register(app)
    web.serve(app, configuration)
    if not traced:
        again.stand_before(app, counted)
    rates.believe_proxies(app, configuration.trusted_proxies)
    return app
