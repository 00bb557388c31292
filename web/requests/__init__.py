"""What bodies are asked, by whom and why; asking, answering, and saying what came of it."""

from web.requests import answering, asking, burden, mine, replying

__all__ = ["answering", "asking", "burden", "mine", "replying"]
