"""The application for web servers: `wsgi:app`."""

from __future__ import annotations

from interlace import logs
from interlace.app import create_app

logs.prepare()
app = create_app()
