"""What each process of the web server runs: the application on a database of its own, behind the gateway."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from functools import partial

from api.requests import most_bytes
from interlace import logs
from interlace.app import create_app
from interlace.configuration import Configuration
from interlace.db.connections import Database
from interlace.serving.gateway import Gateway
from interlace.serving.server import THREADS


def made() -> Gateway:
    """The application of this process. Nothing of the process that started it is shared."""
    logs.prepare()
    collect_rarely()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    database = Database(Configuration.of())
    app = create_app(database=database)
    return Gateway(app, int(os.environ[THREADS]), partial(most_bytes, app), database.close)


def collect_rarely() -> None:
    """Look for cycles of dead objects less often than Python would.

    A first answer makes some ten thousand objects and drops them; Python would look through them a dozen times.
    """
    gc.set_threshold(20_000, 20, 20)


def _end_with_parent() -> None:
    """Stop when the process that started this one is gone: nobody else would, and the port would stay taken."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
