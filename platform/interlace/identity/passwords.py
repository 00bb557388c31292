"""Passwords: which are good enough, how they are kept (Argon2id), and how one is compared in the same time always."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from interlace.configuration import Configuration

LEAST = 12
MOST = 128
_FEWEST_DIFFERENT = 5
_LEFT_OVER = 3
_SHORTEST_NAME = 4
_LIKENESS = str.maketrans("013457$@!", "oieastsai")
#: Words that most of the passwords tried first are put together from.
_COMMON = re.compile(
    r"abcdefghijklmnopqrstuvwxyz|administrator|intercultural|integration|contrasena|motdepasse|qwertyuiop|"
    r"azertyuiop|qsdfghjklm|bienvenida|interlace|asdfghjkl|bienvenue|password|passwort|superman|sunshine|"
    r"princess|football|baseball|iloveyou|changeme|starwars|whatever|computer|internet|portugal|trustno|welcome|"
    r"letmein|zxcvbnm|qwerty|azerty|qwertz|wxcvbn|asdfgh|monkey|dragon|master|shadow|secret|soleil|doudou|"
    r"abcdef|hello|senha|admin|login|passe|pass|love|test|user|abcd|abc|mot|de"
)


def check(password: str, *, email: str, name: str) -> None:
    """Raise Invalid for a password that is too short, too long, or among the first that anyone would try."""
    text = _normalised(password)
    if not LEAST <= len(text) <= MOST:
        _refuse("password-length", least=str(LEAST), most=str(MOST))
    if _is_common(text):
        _refuse("password-common")
    if _is_personal(text.casefold(), email.casefold(), name.casefold()):
        _refuse("password-personal")


def _refuse(code: str, **details: str) -> None:
    raise Invalid([FieldProblem("/password", code, details)])


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _is_common(text: str) -> bool:
    folded = text.casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT or _is_a_row(folded):
        return True
    return any(_is_put_together(re.sub(r"[^a-z]", "", variant)) for variant in (folded, folded.translate(_LIKENESS)))


def _is_a_row(folded: str) -> bool:
    """Most characters follow the one before them: 1234567890, aaabbbccc."""
    following = sum(abs(ord(second) - ord(first)) <= 1 for first, second in pairwise(folded))
    return following * 4 >= len(folded) * 3


def _is_put_together(letters: str) -> bool:
    rest = _COMMON.sub("", letters)
    return rest != letters and len(rest) <= _LEFT_OVER


def _is_personal(folded: str, email: str, name: str) -> bool:
    parts = [email, email.partition("@")[0], name, *re.split(r"[\W_]+", name)]
    squeezed = re.sub(r"[\W_]", "", folded)
    own = [word for part in parts if len(word := re.sub(r"[\W_]", "", part)) >= _SHORTEST_NAME]
    # A long password may well have a name in it; it may not be little else.
    return any(word in squeezed and len(squeezed) - len(word) < LEAST - _SHORTEST_NAME for word in own)


def hashed(configuration: Configuration, password: str) -> str:
    """What is kept of a password."""
    return _hasher(configuration.password_memory_kib, configuration.password_rounds).hash(_normalised(password))


def is_right(configuration: Configuration, kept: str | None, password: str) -> bool:
    """Whether it is the password that was kept. Where none was, the same work is done and the answer is no."""
    hasher = _hasher(configuration.password_memory_kib, configuration.password_rounds)
    try:
        hasher.verify(kept or _nobody(hasher), _normalised(password)[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(configuration: Configuration, kept: str) -> bool:
    """Whether it was kept with other parameters than the configuration asks for now."""
    return _hasher(configuration.password_memory_kib, configuration.password_rounds).check_needs_rehash(kept)


@cache
def _hasher(memory_kib: int, rounds: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)


@cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("a password that nobody has")
