"""Keys: what is refused, and the one that an installation makes for itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from interlace.configuration import Configuration, ConfigurationInvalid
from interlace.identity.keys import keys_of
from tests.interlace.identity.people import KEYS

if TYPE_CHECKING:
    from pathlib import Path


def configured(home: Path, keys: str = "") -> Configuration:
    return Configuration.of({"INTERLACE_HOME": str(home), "INTERLACE_SECRET_KEYS": keys})


def test_the_first_key_comes_first(tmp_path: Path) -> None:
    assert [key.name for key in keys_of(configured(tmp_path, KEYS))] == ["first", "second"]
    assert not (tmp_path / "secret-keys").exists()


@pytest.mark.parametrize(
    "keys",
    [
        "no-name-and-no-colon",
        "a:short",
        ":Xq7wT0cVb2Rj9LmZp4Ns8Kd1Gh6Yf3Ua",
        "a:" + "a" * 40,
        "a:change-me-change-me-change-me-please",
        "a:this-is-an-example-of-a-secret-key-0123",
        "a:Xq7wT0cVb2Rj9LmZp4Ns8Kd1Gh6Yf3Ua,a:Qa5Zw8Sx1Ed4Cr7Fv0Tg3Bh6Yn9Uj2Mi",
        KEYS + ",third:Pl0Ok9Ij8Uh7Yg6Tf5Rd4Es3Wa2Qz1Xm",
    ],
)
def test_what_could_be_guessed_is_refused_without_being_shown(tmp_path: Path, keys: str) -> None:
    with pytest.raises(ConfigurationInvalid) as refusal:
        keys_of(configured(tmp_path, keys))
    assert "openssl" in str(refusal.value) or "name:secret" in str(refusal.value)
    assert not any(secret in str(refusal.value) for secret in ("Xq7w", "aaaa", "please", "0123"))
    assert "Xq7w" not in repr(configured(tmp_path, keys))


def test_a_key_of_our_own_is_made_once_by_whoever_comes_first(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: keys_of(configured(tmp_path / "home")), range(8)))
    assert len(made) == 1
    path = tmp_path / "home" / "secret-keys"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret-keys"]


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    keys_of(configured(tmp_path))
    (tmp_path / "secret-keys").chmod(0o644)
    with pytest.raises(ConfigurationInvalid, match="delete it"):
        keys_of(configured(tmp_path))
