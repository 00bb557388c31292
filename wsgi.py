"""The application for web servers: `wsgi:app`."""

from __future__ import annotations

from interlace.app import create_app

app = create_app()
