"""Settings come from the environment, and a wrong one is told from a right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from interlace.configuration import Configuration, ConfigurationInvalid

URL = "postgresql://person:secret@database.example:5432/register"


def test_without_settings_the_embedded_server_is_used_and_durable() -> None:
    configuration = Configuration.of({})
    assert (configuration.database_url, configuration.owner_database_url) == (None, None)
    assert configuration.durable
    assert configuration.home.is_absolute()
    assert configuration.home.name == "interlace"


def test_each_setting_is_read() -> None:
    environment = {
        "INTERLACE_DATABASE_URL": URL,
        "INTERLACE_OWNER_DATABASE_URL": f"{URL}?sslmode=require",
        "INTERLACE_HOME": "/srv/interlace",
        "INTERLACE_DURABLE": "No",
    }
    assert Configuration.of(environment) == Configuration(URL, f"{URL}?sslmode=require", Path("/srv/interlace"), False)


def test_an_empty_setting_is_none() -> None:
    names = ("INTERLACE_DATABASE_URL", "INTERLACE_OWNER_DATABASE_URL", "INTERLACE_HOME", "INTERLACE_DURABLE")
    assert Configuration.of(dict.fromkeys(names, " ")) == Configuration.of({})


def test_a_relative_home_is_made_absolute() -> None:
    assert Configuration.of({"INTERLACE_HOME": "here"}).home == Path.cwd() / "here"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("INTERLACE_DATABASE_URL", "mysql://person:secret@host/register", "write postgresql://"),
        ("INTERLACE_DATABASE_URL", "register:secret", "write postgresql://"),
        ("INTERLACE_DATABASE_URL", "postgresql://person:secret@host:99999/register", "write postgresql://"),
        ("INTERLACE_DATABASE_URL", "postgresql://person:secret@[::1/register", "write postgresql://"),
        ("INTERLACE_DATABASE_URL", "postgresql://person:secret%zz@host/register", "%25 for a percent sign"),
        ("INTERLACE_DATABASE_URL", "postgresql://person:se secret@host/register", "%20 for a space"),
        ("INTERLACE_OWNER_DATABASE_URL", URL, "set both"),
        ("INTERLACE_HOME", "~nobody-of-this-name/interlace", "write the whole path"),
        ("INTERLACE_HOME", "/srv/\0", "write a path"),
        ("INTERLACE_DURABLE", "perhaps", "write yes or no"),
        ("INTERLACE_CORS_ORIGINS", "https://a.example,*", "write origins as browsers do"),
        ("INTERLACE_CORS_ORIGINS", "https://a.example/", "write origins as browsers do"),
        ("INTERLACE_CORS_ORIGINS", "null", "write origins as browsers do"),
        ("INTERLACE_CONTACT", "the office on the second floor", "write help@example.org"),
        ("INTERLACE_CONTACT", "javascript:alert(1)", "write help@example.org"),
        ("INTERLACE_METRICS_TOKEN", "secret", "16 letters"),
        ("INTERLACE_REDIS_URL", "https://:secret@host", "write redis://"),
        ("INTERLACE_RATE_PER_MINUTE", "-1", "a whole number from 0"),
        ("INTERLACE_TRUSTED_PROXIES", "all", "a whole number from 0"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ConfigurationInvalid, match=sentence) as failure:
        Configuration.of({name: value})
    assert str(failure.value).startswith(name)
    assert "secret" not in str(failure.value)


def test_passwords_are_not_shown() -> None:
    assert "secret" not in repr(Configuration.of({"INTERLACE_DATABASE_URL": URL}))


def test_settings_of_people_and_mails_are_read_and_secrets_not_shown() -> None:
    configuration = Configuration.of(
        {
            "INTERLACE_SECRET_KEYS": "name:hidden",
            "INTERLACE_BASE_URL": "https://register.example/",
            "INTERLACE_SMTP_URL": "smtps://person:hidden@mail.example",
            "INTERLACE_MAIL_FROM": "register@country.example",
            "INTERLACE_PASSWORD_MEMORY_KIB": "65536",
            "INTERLACE_PASSWORD_ROUNDS": "3",
        }
    )
    assert configuration.base_url == "https://register.example"
    assert (configuration.password_memory_kib, configuration.password_rounds) == (65536, 3)
    assert configuration.mail_from == "register@country.example"
    assert "hidden" not in repr(configuration)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INTERLACE_BASE_URL", "register.example"),
        ("INTERLACE_SMTP_URL", "http://person:hidden@mail.example"),
        ("INTERLACE_PASSWORD_ROUNDS", "0"),
        ("INTERLACE_PASSWORD_MEMORY_KIB", "much"),
        ("INTERLACE_PASSWORD_MEMORY_KIB", "9" * 5000),
    ],
)
def test_a_setting_of_people_and_mails_that_cannot_be_used_is_told_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigurationInvalid, match=name) as refusal:
        Configuration.of({name: value})
    assert "hidden" not in str(refusal.value)
