"""A page to try queries on: it signs in by itself, keeps its token in memory only, and loads nothing from elsewhere.

The page is the same for everybody and shown before it is asked who calls; all that it tells needs a token.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from interlace.texts import LANGUAGES

if TYPE_CHECKING:
    from flask import Flask

ENDPOINT = "graphql.graphql"
_FORMS = ("application/graphql-response+json", "application/json", "text/html")
_TEXTS = {
    "en": {
        "title": "GraphQL explorer",
        "signIn": "Sign in",
        "signOut": "Sign out",
        "email": "E-mail",
        "password": "Password",
        "query": "Query",
        "variables": "Variables (JSON)",
        "run": "Run (Ctrl+Enter)",
        "answer": "Answer",
        "schema": "Schema",
        "search": "Search types and fields",
        "first": "Sign in to run queries and read the schema.",
        "failed": "This did not work.",
        "notJson": "The variables are not JSON.",
        "none": "Nothing found.",
        "back": "All types",
        "running": "Running…",
    },
    "fr": {
        "title": "Explorateur GraphQL",
        "signIn": "Se connecter",
        "signOut": "Se déconnecter",
        "email": "Courriel",
        "password": "Mot de passe",
        "query": "Requête",
        "variables": "Variables (JSON)",
        "run": "Exécuter (Ctrl+Entrée)",
        "answer": "Réponse",
        "schema": "Schéma",
        "search": "Chercher des types et des champs",
        "first": "Connectez-vous pour exécuter des requêtes et lire le schéma.",
        "failed": "Cela n’a pas fonctionné.",
        "notJson": "Les variables ne sont pas du JSON.",
        "none": "Rien trouvé.",
        "back": "Tous les types",
        "running": "En cours…",
    },
}


def show(app: Flask) -> None:
    """Let browsers that open the door's address see the page. To be called before callers are asked who they are."""
    app.before_request(_page)


def _page() -> Response | None:
    if request.endpoint != ENDPOINT or request.method != "GET" or "query" in request.args:
        return None
    if request.accept_mimetypes.best_match(_FORMS, _FORMS[0]) != "text/html":
        return None
    language = _language()
    nonce = secrets.token_urlsafe(16)
    tenant = (request.view_args or {}).get("tenant", "")
    page = render_template("explorer.html", nonce=nonce, tenant=tenant, language=language, texts=_TEXTS[language])
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self';"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _language() -> str:
    """The first language that is wanted and there is; `fr-CA` is content with `fr`."""
    wanted = [request.args.get("lang", ""), *request.accept_languages.values()]
    known = (one.partition("-")[0].casefold() for one in wanted)
    return next((one for one in known if one in LANGUAGES), LANGUAGES[0])
