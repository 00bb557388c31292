"""What others say of somebody’s bodies, and their word on it."""

from web.inbox import answering, parts, statements

__all__ = ["answering", "parts", "statements"]
