"""What every page hangs on."""

from __future__ import annotations

from flask import Blueprint

NAME = "web"
pages = Blueprint(NAME, __name__, template_folder=".")
