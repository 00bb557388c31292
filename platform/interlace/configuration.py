"""The settings of an installation, read from the environment once and handed on from there."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

SYSTEM_HOME = Path("/var/lib/interlace")
LARGEST = 10_000_000
_HOST = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?")


class ConfigurationInvalid(Exception):
    """A setting cannot be used; the sentence says which, why, and what to write instead."""


@dataclass(frozen=True)
class Configuration:
    """What an installation can decide. Addresses hold passwords and are therefore left out of `repr`."""

    database_url: str | None = field(repr=False)
    """INTERLACE_DATABASE_URL: the PostgreSQL server of the application; without it an embedded one is started."""

    owner_database_url: str | None = field(repr=False)
    """INTERLACE_OWNER_DATABASE_URL: the same server as the role that owns the tables and migrates them."""

    home: Path
    """INTERLACE_HOME: the folder of the embedded server and of everything else the installation keeps."""

    durable: bool
    """INTERLACE_DURABLE: `no` lets the embedded server forget, on a power cut, what it has confirmed; for tests."""

    secret_keys: str | None = field(default=None, repr=False)
    """INTERLACE_SECRET_KEYS: what tokens are signed with, `name:secret`; a second pair after a comma is still accepted.

    Without it a key is made once and kept in the home folder, which serves one machine."""

    base_url: str = "http://localhost:8000"
    """INTERLACE_BASE_URL: where people reach the installation; links in mails begin with it."""

    smtp_url: str | None = field(default=None, repr=False)
    """INTERLACE_SMTP_URL: the server that sends mails; without it they are written to the log, for demonstrations."""

    mail_from: str = "interlace@localhost"
    """INTERLACE_MAIL_FROM: the address that mails come from."""

    contact: str | None = None
    """INTERLACE_CONTACT: an e-mail address or a page of whoever runs the installation, for those who use it."""

    password_memory_kib: int = 19_456
    """INTERLACE_PASSWORD_MEMORY_KIB: memory that checking one password takes; more makes guessing dearer."""

    password_rounds: int = 2
    """INTERLACE_PASSWORD_ROUNDS: how often that memory is gone through."""

    snapshot_memory: int = 1024
    """INTERLACE_SNAPSHOT_MEMORY: MiB that each worker may fill with registers kept ready to be analysed."""

    answer_memory: int = 64
    """INTERLACE_ANSWER_MEMORY: MiB that each worker may fill with answers kept for whoever asks the same again."""

    webhooks_allow: tuple[str, ...] = ()
    """INTERLACE_WEBHOOKS_ALLOW: networks and hosts that webhooks may post to although they are not on the internet."""

    rate_per_minute: int = 1_200
    """INTERLACE_RATE_PER_MINUTE: requests that one caller may make in a minute; 0 lifts the limit."""

    address_rate_per_minute: int = 6_000
    """INTERLACE_ADDRESS_RATE_PER_MINUTE: requests from one address, perhaps an office; 0 lifts the limit."""

    sign_in_rate_per_minute: int = 30
    """INTERLACE_SIGN_IN_RATE_PER_MINUTE: attempts to sign in, or to use a link, from one address; 0 lifts the limit."""

    redis_url: str | None = field(default=None, repr=False)
    """INTERLACE_REDIS_URL: where all processes count requests together; without it each counts its own."""

    trusted_proxies: int = 0
    """INTERLACE_TRUSTED_PROXIES: how many proxies stand before the application, each adding to X-Forwarded-For."""

    cors_origins: tuple[str, ...] = ()
    """INTERLACE_CORS_ORIGINS: web pages of other origins that may read answers, `https://a.example,https://b.example`."""

    metrics_token: str | None = field(default=None, repr=False)
    """INTERLACE_METRICS_TOKEN: what `/metrics` is read with; without it, it is told on this machine only."""

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Configuration:
        """Read the settings; an empty value counts as none.

        Raises ConfigurationInvalid for a value that cannot be used.
        """
        configuration = cls(
            database_url=_database(environment, "INTERLACE_DATABASE_URL"),
            owner_database_url=_database(environment, "INTERLACE_OWNER_DATABASE_URL"),
            home=_home(environment),
            durable=_yes_or_no(environment, "INTERLACE_DURABLE", default=True),
            secret_keys=environment.get("INTERLACE_SECRET_KEYS", "").strip() or None,
            base_url=_address(environment, "INTERLACE_BASE_URL", ("https", "http")) or cls.base_url,
            smtp_url=_address(environment, "INTERLACE_SMTP_URL", ("smtp", "smtps")),
            mail_from=environment.get("INTERLACE_MAIL_FROM", "").strip() or cls.mail_from,
            contact=_contact(environment, "INTERLACE_CONTACT"),
            password_memory_kib=_whole(environment, "INTERLACE_PASSWORD_MEMORY_KIB", 8, cls.password_memory_kib),
            password_rounds=_whole(environment, "INTERLACE_PASSWORD_ROUNDS", 1, cls.password_rounds),
            snapshot_memory=_whole(environment, "INTERLACE_SNAPSHOT_MEMORY", 0, cls.snapshot_memory),
            rate_per_minute=_whole(environment, "INTERLACE_RATE_PER_MINUTE", 0, cls.rate_per_minute),
            address_rate_per_minute=_whole(
                environment, "INTERLACE_ADDRESS_RATE_PER_MINUTE", 0, cls.address_rate_per_minute
            ),
            sign_in_rate_per_minute=_whole(
                environment, "INTERLACE_SIGN_IN_RATE_PER_MINUTE", 0, cls.sign_in_rate_per_minute
            ),
            redis_url=_address(environment, "INTERLACE_REDIS_URL", ("redis", "rediss")),
            trusted_proxies=_whole(environment, "INTERLACE_TRUSTED_PROXIES", 0, cls.trusted_proxies),
            cors_origins=_origins(environment, "INTERLACE_CORS_ORIGINS"),
            metrics_token=_secret(environment, "INTERLACE_METRICS_TOKEN"),
            answer_memory=_whole(environment, "INTERLACE_ANSWER_MEMORY", 0, cls.answer_memory),
            webhooks_allow=_networks_and_hosts(environment, "INTERLACE_WEBHOOKS_ALLOW"),
        )
        if configuration.owner_database_url and not configuration.database_url:
            raise ConfigurationInvalid(
                "INTERLACE_OWNER_DATABASE_URL is set and INTERLACE_DATABASE_URL is not: set both to use a server of "
                "your own, or neither to use the embedded one."
            )
        return configuration


def _database(environment: Mapping[str, str], name: str) -> str | None:
    """An address of a PostgreSQL server. What is wrong with one is said without showing it: it may hold a password."""
    written = environment.get(name, "").strip()
    if not written:
        return None
    try:
        parts = urlsplit(written)
        usable = parts.scheme in {"postgresql", "postgres"} and parts.port != 0 and _is_read_by_libpq(written)
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationInvalid(
            f"{name} is not the address of a PostgreSQL server: write postgresql://user:password@host:5432/database, "
            "with %20 for a space in the password, %25 for a percent sign, and so on."
        )
    return written


def _is_read_by_libpq(written: str) -> bool:
    """Whether psycopg can read the address; its own complaint would quote the password."""
    from psycopg import ProgrammingError, conninfo

    try:
        conninfo.conninfo_to_dict(written)
    except ProgrammingError:
        return False
    return True


def _home(environment: Mapping[str, str]) -> Path:
    written = environment.get("INTERLACE_HOME", "").strip()
    if written:
        return _expanded(written).absolute()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Root's server runs as an unprivileged user, who could not reach a folder in root's home.
        return SYSTEM_HOME
    import platformdirs

    return Path(platformdirs.user_data_dir("interlace", appauthor=False))


def _expanded(written: str) -> Path:
    if "\0" in written:
        raise ConfigurationInvalid("INTERLACE_HOME is not a folder's name: write a path such as /var/lib/interlace.")
    try:
        return Path(written).expanduser()
    except RuntimeError as error:
        raise ConfigurationInvalid(
            f"INTERLACE_HOME is “{written}”, and there is no such user's home: write the whole path."
        ) from error


def _yes_or_no(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    written = environment.get(name, "").strip().casefold()
    if written not in {"", "yes", "no"}:
        raise ConfigurationInvalid(f"{name} is “{environment[name]}”: write yes or no.")
    return default if not written else written == "yes"


def _address(environment: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    """An address of another kind, without a slash at its end. It is not shown either: it may hold a password."""
    written = environment.get(name, "").strip().rstrip("/")
    if not written:
        return None
    try:
        parts = urlsplit(written)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationInvalid(f"{name} is not an address: write {schemes[0]}://host.example.")
    return written


def _contact(environment: Mapping[str, str], name: str) -> str | None:
    """An e-mail address, or the address of a page."""
    written = environment.get(name, "").strip()
    if written and not re.fullmatch(r"https?://[!-~]+|[^\s@<>\"']+@[A-Za-z0-9.-]+", written):
        raise ConfigurationInvalid(
            f"{name} is neither an e-mail address nor a page: write help@example.org, or https://…."
        )
    return written or None


def _origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Origins as browsers write them: scheme and host, a port where it is not the usual one, nothing after it."""
    written = tuple(part.strip() for part in environment.get(name, "").split(",") if part.strip())
    for origin in written:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?", origin):
            raise ConfigurationInvalid(
                f"{name} holds “{origin}”: write origins as browsers do, https://app.example,https://other.example:8443."
            )
    return written


def _secret(environment: Mapping[str, str], name: str) -> str | None:
    """A secret that is sent in a header, and long enough not to be guessed."""
    written = environment.get(name, "").strip()
    if written and not re.fullmatch(r"[!-~]{16,}", written):
        raise ConfigurationInvalid(f"{name} is too short or has spaces: write 16 letters and digits or more.")
    return written or None


def _whole(environment: Mapping[str, str], name: str, least: int, default: int) -> int:
    written = environment.get(name, "").strip()
    if not written:
        return default
    if not (written.isascii() and written.isdigit() and least <= int(written[:9]) <= LARGEST):
        raise ConfigurationInvalid(f"{name} is “{written}”: write a whole number from {least} to {LARGEST}.")
    return int(written)


def _networks_and_hosts(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Networks such as 10.1.0.0/16, numeric addresses and names of hosts, separated by commas."""
    written = tuple(part.strip() for part in environment.get(name, "").split(",") if part.strip())
    for part in written:
        if not (_is_network(part) or _HOST.fullmatch(part)):
            raise ConfigurationInvalid(
                f"{name}: “{part}” is neither a network nor a host: write 10.1.0.0/16,receiver.internal, for instance."
            )
    return written


def _is_network(written: str) -> bool:
    try:
        ipaddress.ip_network(written, strict=False)
    except ValueError:
        return False
    return True
