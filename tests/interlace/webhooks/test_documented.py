"""What docs/webhooks.md shows is what a receiver can do."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from interlace.db.models.webhooks import EVENTS
from interlace.webhooks import signing
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")


def test_a_message_is_verified_by_what_the_page_shows() -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    shown: dict[str, Any] = {}
    exec(source, shown)  # noqa: S102 - our own page
    verified: Callable[[str, dict[str, str], bytes], bool] = shown["verified"]
    old, new, now = signing.new_secret(), signing.new_secret(), int(time.time())
    headers = {
        "webhook-id": "1",
        "webhook-timestamp": str(now),
        "webhook-signature": signing.signed("1", now, b"{}", [new, old]),
    }
    assert verified(signing.told(new), headers, b"{}")
    assert verified(signing.told(old), headers, b"{}")
    assert not verified(signing.told(new), headers, b"{ }")
    assert not verified(signing.told(signing.new_secret()), headers, b"{}")
    assert not verified(signing.told(new), headers | {"webhook-id": "2"}, b"{}")
    assert not verified(signing.told(new), headers | {"webhook-timestamp": str(now - 301)}, b"{}")


def test_every_event_is_on_the_page() -> None:
    assert all(f"`{event}`" in PAGE for event in EVENTS)
