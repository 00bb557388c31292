"""Scenarios: changes tried on the register, with what they would come to beside them; compared, shown, applied."""

from web.scenarios import adding, applying, comparing, listed, one, sharing, taking

__all__ = ["adding", "applying", "comparing", "listed", "one", "sharing", "taking"]
