"""What one transaction leaves behind must not reach the next: the pool, forks, and servers that ask for passwords."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from interlace.configuration import Configuration
from interlace.db import connections, identifiers, tenancy
from interlace.db.models import TenantRegister
from interlace.errors import Busy
from interlace.principals import SYSTEM
from tests.databases import migrated_database, new_tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from interlace.db.connections import Database


@pytest.fixture
def lone() -> Iterator[Database]:
    """A database whose every transaction gets the same connection."""
    with migrated_database() as made:
        made.most_connections = 1
        yield made


def outside(database: Database, *statements: str) -> Any:  # noqa: ANN401 - what the last one answers
    """Statements on a connection of the pool, committed, as a careless hand would run them; the last one's answer."""
    with database.engine.connect() as connection:
        for statement in statements:
            answer = connection.exec_driver_sql(statement)
        value = answer.scalar() if answer.returns_rows else None
        connection.commit()
    return value


def same_connection(database: Database) -> int:
    return int(outside(database, "SELECT pg_backend_pid()"))


def test_the_pool_hands_out_one_connection_again_and_again(lone: Database) -> None:
    """Otherwise the tests below would prove nothing."""
    assert same_connection(lone) == same_connection(lone)


def test_a_tenant_set_for_a_session_is_gone_with_the_next_checkout(lone: Database) -> None:
    tenant_id = new_tenant(lone)
    outside(lone, f"SET app.tenant_id = '{tenant_id}'")
    with pytest.raises(Exception, match="invalid input syntax for type uuid"):
        outside(lone, "SELECT count(*) FROM bodies")
    outside(lone, f"SELECT set_config('app.tenant_id', '{tenant_id}', false)")
    with pytest.raises(Exception, match="invalid input syntax for type uuid"):
        outside(lone, "SELECT count(*) FROM bodies")


@pytest.mark.parametrize(
    ("leaving", "looking", "found"),
    [
        ("SET ROLE interlace_identity", "SELECT current_user::text", "interlace_app"),
        ("SET search_path = pg_temp", "SHOW search_path", '"$user", public'),
        ("SET statement_timeout = 1", "SHOW statement_timeout", "0"),
        ("SET row_security = off", "SHOW row_security", "on"),
        ("SET default_transaction_read_only = on", "SHOW transaction_read_only", "off"),
        ("SET default_transaction_isolation = serializable", "SHOW transaction_isolation", "read committed"),
        ("CREATE TEMPORARY TABLE bodies (code text)", "SELECT count(*) FROM pg_class WHERE relpersistence = 't'", 0),
        ("CREATE TEMPORARY TABLE kept AS SELECT 1", "SELECT to_regclass('pg_temp.kept')", None),
        ("PREPARE kept AS SELECT 1", "SELECT count(*) FROM pg_prepared_statements", 0),
        ("DECLARE kept CURSOR WITH HOLD FOR SELECT 1", "SELECT count(*) FROM pg_cursors", 0),
        (
            "SELECT pg_advisory_lock(7)",
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
            0,
        ),
        ("LISTEN kept", "SELECT count(*) FROM pg_listening_channels()", 0),
    ],
)
def test_a_session_leaves_nothing_to_the_next(lone: Database, leaving: str, looking: str, found: object) -> None:
    before = same_connection(lone)
    outside(lone, leaving)
    assert outside(lone, looking) == found
    assert same_connection(lone) == before


def test_nothing_is_left_by_a_transaction_that_failed(lone: Database) -> None:
    before = same_connection(lone)
    with pytest.raises(Exception, match="division"):
        outside(lone, f"SET app.tenant_id = '{uuid4()}'", "SELECT 1 / 0")
    assert outside(lone, "SELECT current_setting('app.tenant_id', true)") in {None, ""}
    assert same_connection(lone) == before


def test_a_reader_leaves_its_isolation_and_its_tenant_to_nobody(lone: Database) -> None:
    tenant_id = new_tenant(lone)
    with tenancy.reading(lone, tenant_id) as session:
        assert session.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    assert outside(lone, "SHOW transaction_isolation") == "read committed"
    assert outside(lone, "SELECT current_setting('app.tenant_id', true)") in {None, ""}
    with tenancy.platform(lone) as session:
        assert session.scalar(text("SELECT current_user")) == "interlace_identity"
    assert outside(lone, "SELECT current_user::text") == "interlace_app"


def test_a_connection_that_was_cut_is_not_handed_out_again(lone: Database) -> None:
    tenant_id = new_tenant(lone)

    def cut_in_the_midst() -> None:
        with tenancy.reading(lone, tenant_id) as session:
            _cut(lone, session.scalar(text("SELECT pg_backend_pid()")))
            session.execute(text("SELECT 1"))

    for _ in range(3):
        with pytest.raises(Busy, match="broke"):
            cut_in_the_midst()
    with tenancy.reading(lone, tenant_id) as session:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
    _cut(lone, pid)
    with tenancy.reading(lone, tenant_id) as session:
        assert session.scalar(text("SELECT 1")) == 1


def _cut(database: Database, pid: object) -> None:
    with psycopg.connect(database.logins.owner, autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_many_threads_each_see_their_own_tenant(database: Database) -> None:
    tenants = [new_tenant(database) for _ in range(4)]
    assert see_each_their_own(database, tenants)


def see_each_their_own(database: Database, tenants: list[UUID], rounds: int = 25) -> bool:
    """Threads that write and read in turn, each for a tenant of its own; whether every answer was its own."""
    start = threading.Barrier(len(tenants), timeout=60)

    def work(tenant_id: UUID) -> bool:
        start.wait()
        for number in range(rounds):
            rename(database, tenant_id, f"{tenant_id} {number}")
            with tenancy.reading(database, tenant_id) as session:
                seen = session.execute(select(TenantRegister.tenant_id, TenantRegister.name)).all()
            if seen != [(tenant_id, f"{tenant_id} {number}")]:
                return False
        return True

    with ThreadPoolExecutor(len(tenants)) as threads:
        return all(threads.map(work, tenants))


def in_a_child(work: Callable[[], bool]) -> int:
    """Fork; the child does its work and ends, by a signal if it must, without what the parent has to do at its end."""
    pid = os.fork()
    if pid == 0:
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(120)
            os._exit(0 if work() else 1)
        except BaseException:
            os._exit(2)
    return pid


def ended_well(pid: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_forked_processes_share_no_connection(lone: Database) -> None:
    """Parent and children ask at once; each gets its own answers, and the parent's connection outlives them."""
    tenants = [new_tenant(lone) for _ in range(3)]
    before = same_connection(lone)
    children = [in_a_child(partial(see_each_their_own, lone, [tenant])) for tenant in tenants[1:]]
    assert see_each_their_own(lone, tenants[:1])
    assert {ended_well(child) for child in children} == {True}
    assert same_connection(lone) == before


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_in_the_midst_of_a_transaction_leaves_it_to_the_parent(lone: Database) -> None:
    tenant_id = new_tenant(lone)
    with tenancy.writing(lone, tenant_id, SYSTEM) as unit:
        unit.set_head(name="mine")
        unit.did("try", "settings")
        pid = unit.session.scalar(text("SELECT pg_backend_pid()"))
        child = in_a_child(lambda: same_connection(lone) != pid)
        assert ended_well(child)
    with tenancy.reading(lone, tenant_id) as session:
        assert session.scalar(select(TenantRegister.name)) == "mine"


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_that_is_forked_while_others_make_ids_and_open_databases_makes_its_own(database: Database) -> None:
    stop = threading.Event()

    def busy() -> None:
        while not stop.is_set():
            identifiers.new_ids(50)
            assert database.engine

    threads = [threading.Thread(target=busy) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        children = [in_a_child(lambda: bool(identifiers.new_ids(5)) and bool(database.engine)) for _ in range(20)]
        assert {ended_well(child) for child in children} == {True}
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_closing_is_forgiven_and_the_next_use_opens_again(lone: Database) -> None:
    same_connection(lone)
    lone.close()
    lone.close()
    assert same_connection(lone)


def test_addresses_with_passwords_are_not_shown() -> None:
    configuration = Configuration.of({"INTERLACE_DATABASE_URL": "postgresql://keeper:hush@host/register"})
    assert "hush" not in repr(configuration)


def test_what_went_wrong_does_not_quote_what_was_written(database: Database, tenant_id: UUID) -> None:
    with tenancy.reading(database, tenant_id) as session, pytest.raises(ProgrammingError) as refusal:
        session.execute(text("SELECT :secret FROM nowhere"), {"secret": "what nobody may read in a log"})
    assert "nobody may read" not in str(refusal.value)


def test_statistics_of_activity_show_no_values(database: Database, tenant_id: UUID) -> None:
    """All tenants' statements run as one role, which may look at its own sessions: values are sent beside them."""
    secret = f"secret-{uuid4().hex}"
    with tenancy.reading(database, tenant_id) as first, tenancy.reading(database, new_tenant(database)) as second:
        first.execute(text("SELECT FROM bodies WHERE name = :name"), {"name": secret})
        assert second.execute(text("SELECT query FROM pg_stat_activity WHERE query LIKE '%name =%'")).all()
        seen = second.scalars(text("SELECT query FROM pg_stat_activity WHERE query IS NOT NULL")).all()
    assert not any(secret in query for query in seen)


def test_no_tenant_keeps_another_from_writing(database: Database) -> None:
    """Writes of one tenant wait for each other, and for nobody else."""
    first, second = new_tenant(database), new_tenant(database)
    rename(database, first, "before")
    with tenancy.writing(database, first, SYSTEM) as slow:
        slow.set_head(name="slow")
        slow.did("try", "settings")
        rename(database, second, "quick")
        with psycopg.connect(database.logins.application) as connection:
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", [str(first)])
            with pytest.raises(errors.LockNotAvailable):
                connection.execute("SELECT FROM registers FOR UPDATE NOWAIT")


def rename(database: Database, tenant_id: UUID, name: str) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.set_head(name=name)
        unit.did("try", "settings")


def test_who_waits_too_long_for_a_connection_is_told_so(lone: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_WAIT_SECONDS", 0.2)
    tenant_id = new_tenant(lone)
    with tenancy.reading(lone, tenant_id), pytest.raises(Busy, match="does not answer"):
        new_tenant(lone)
