"""A page to try queries on: it signs in by itself, keeps its token in memory only, and loads nothing from elsewhere.

The page is the same for everybody and shown before it is asked who calls; all that it tells needs a token.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from interlace.texts import first_known

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
        "signingIn": "Signing in…",
        "signedIn": "Signed in as",
        "over": "You are no longer signed in. Sign in again; what you wrote is still here.",
        "notJson": 'Nothing was sent: the variables are not JSON. Write {"name": "value"}, or leave them empty.',
        "running": "Running…",
        "answered": "Answered. Milliseconds:",
        "refused": "Not all of it worked:",
        "line": "Line",
        "none": "Nothing found.",
        "more": "There is more: search for a longer word.",
        "back": "All types",
        "unreachable": "The server cannot be reached. Try again in a moment.",
        "failed": "This did not work. Try again in a moment; if it goes on, tell whoever runs the server the request’s"
        " id:",
        "statuses": {
            "401": "E-mail and password do not open this tenant, or there were too many attempts."
            " Check both; after several attempts, wait a quarter of an hour.",
            "403": "This is not yours to do, or the tenant is suspended.",
            "404": "You are no member of this tenant, or there is none of this name.",
            "413": "The query and its variables are too large: 2 MiB at most.",
            "422": "Fill in e-mail and password.",
            "429": "Too many requests in a short time. Wait a minute.",
            "503": "The server is busy. Try again in a moment.",
        },
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
        "signingIn": "Connexion…",
        "signedIn": "Connecté en tant que",
        "over": "Vous n’êtes plus connecté. Reconnectez-vous ; ce que vous avez écrit est toujours là.",
        "notJson": "Rien n’a été envoyé : les variables ne sont pas du JSON."
        ' Écrivez-les sous la forme {"nom": "valeur"}, ou laissez le champ vide.',
        "running": "En cours…",
        "answered": "Réponse reçue. Millisecondes :",
        "refused": "Tout n’a pas fonctionné :",
        "line": "Ligne",
        "none": "Rien trouvé.",
        "more": "Il y en a d’autres : cherchez un mot plus long.",
        "back": "Tous les types",
        "unreachable": "Le serveur est injoignable. Réessayez dans un instant.",
        "failed": "Cela n’a pas fonctionné. Réessayez dans un instant ; si cela persiste, communiquez à l’exploitant"
        " l’identifiant de la requête :",
        "statuses": {
            "401": "Le courriel et le mot de passe n’ouvrent pas cet espace, ou il y a eu trop d’essais."
            " Vérifiez-les ; après plusieurs essais, attendez un quart d’heure.",
            "403": "Vous n’y êtes pas autorisé, ou l’espace est suspendu.",
            "404": "Vous n’êtes pas membre de cet espace, ou il n’y en a pas de ce nom.",
            "413": "La requête et ses variables sont trop volumineuses : 2 Mio au plus.",
            "422": "Indiquez le courriel et le mot de passe.",
            "429": "Trop de requêtes en peu de temps. Attendez une minute.",
            "503": "Le serveur est occupé. Réessayez dans un instant.",
        },
    },
}
#: The languages of the page by their own names.
_NAMES = {"en": "English", "fr": "Français"}


def show(app: Flask) -> None:
    """Let browsers that open the door's address see the page. To be called before callers are asked who they are."""
    app.before_request(_page)


def _page() -> Response | None:
    if request.endpoint != ENDPOINT or request.method != "GET" or "query" in request.args:
        return None
    if request.accept_mimetypes.best_match(_FORMS, _FORMS[0]) != "text/html":
        return None
    language = first_known([request.args.get("lang", ""), *request.accept_languages.values()])
    nonce = secrets.token_urlsafe(16)
    tenant = (request.view_args or {}).get("tenant", "")
    others = {code: name for code, name in _NAMES.items() if code != language}
    page = render_template(
        "explorer.html", nonce=nonce, tenant=tenant, language=language, others=others, texts=_TEXTS[language]
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self';"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
