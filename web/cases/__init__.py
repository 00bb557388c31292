"""Cases: what people make of a finding, on its page; and the list of all cases."""

from web.cases import listed, writing

__all__ = ["listed", "writing"]
