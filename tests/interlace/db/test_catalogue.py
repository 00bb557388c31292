"""What the catalogue must say of every table, those included that nobody has thought of yet.

Each rule is a query that finds what breaks it, and is tried on something that does.
"""

# ruff: noqa: S608 - queries are put together from the parts below, of which nobody else writes any.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

import pytest

from tests.databases import migrated_database
from tests.interlace.db.filling import OWNED, SHARED, owner_column, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from interlace.db.connections import Database

#: Tables that belong to no tenant, and why.
OF_THE_PLATFORM = {
    "tenants": "who shares the platform, by address: known before a tenant is chosen",
    "users": "people: one person may be a member of several tenants",
    "single_use_links": "invitations and password resets: followed before anybody has signed in",
    "alembic_version": "the revision of the schema",
    "procrastinate_jobs": "the queue that all workers share: holds ids, never contents",
    "procrastinate_events": "the queue's own history",
    "procrastinate_workers": "the queue's own workers",
    "procrastinate_periodic_defers": "the queue's own calendar",
}
#: What the policies of the commons say, whole: an entry is read by all and written by whoever publishes it, an approach
#: is the affair of two. Whether something is read by all has to be `true` alone: where a policy compares, PostgreSQL
#: searches no text by an index before it has.
_OWN = "(tenant_id = (current_setting('app.tenant_id'::text))::uuid)"
_SENT = "(from_tenant = (current_setting('app.tenant_id'::text))::uuid)"
_TWO = f"({_SENT} OR {_SENT.replace('from_', 'to_')})"
_EITHER = f"({_OWN} OR {_OWN.replace('tenant_id', 'member_tenant', 1)})"
_OF_A_PUBLISHED_NETWORK = (
    "(EXISTS ( SELECT\n   FROM commons_entries e\n  WHERE ((e.tenant_id = commons_members.tenant_id)"
    " AND (e.kind = 'network'::text)"
    " AND ((e.content ->> 'gathering'::text) = (commons_members.network)::text))))"
)
_INVITED = (
    "(EXISTS ( SELECT\n   FROM commons_approaches a\n  WHERE ((a.kind = 'invitation'::text)"
    " AND (a.from_tenant = commons_members.tenant_id) AND (a.gathering = commons_members.network)"
    " AND (a.to_tenant = commons_members.member_tenant) AND (a.to_body = commons_members.body)"
    " AND (a.state = ANY (ARRAY['sent'::text, 'accepted'::text])))))"
)
POLICIES_OF_THE_COMMONS: dict[tuple[str, str], tuple[str | None, str | None]] = {
    ("commons_entries", "SELECT"): ("true", None),
    ("commons_entries", "INSERT"): (None, _OWN),
    ("commons_entries", "UPDATE"): (_OWN, _OWN),
    ("commons_entries", "DELETE"): (_OWN, None),
    ("commons_approaches", "SELECT"): (_TWO, None),
    ("commons_approaches", "INSERT"): (None, _SENT),
    ("commons_approaches", "UPDATE"): (_TWO, _TWO),
    ("commons_approaches", "DELETE"): (_TWO, None),
    ("commons_members", "SELECT"): (f"{_EITHER[:-1]} OR {_OF_A_PUBLISHED_NETWORK})", None),
    ("commons_members", "INSERT"): (
        None,
        f"({_OWN} OR ({_OWN.replace('tenant_id', 'member_tenant', 1)} AND {_INVITED}))",
    ),
    ("commons_members", "UPDATE"): (_OWN, _OWN),
    ("commons_members", "DELETE"): (_EITHER, None),
}
_ALL = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND nspname = 'public'"
_TENANTS = f"""
    {_ALL} AND c.relkind IN ('r', 'p', 'f') AND c.relname <> ALL (%(platform)s)
"""
#: All of these but the tables of the commons, which have policies of their own.
_OWNED = f"{_TENANTS} AND c.relname <> ALL (%(commons)s)"
_FIRST_TENANT = "(SELECT attnum FROM pg_attribute WHERE attrelid = {} AND attname IN ('tenant_id', 'from_tenant'))"

_COMMONS = {table.name for table in SHARED}

RULES: dict[str, str] = {
    "a table without row-level security, or not forced": f"""
        SELECT relname {_TENANTS} WHERE NOT (relrowsecurity AND relforcerowsecurity)
    """,
    "a table without a policy for its tenant, or with another beside it": f"""
        SELECT relname {_OWNED} WHERE NOT EXISTS (SELECT FROM pg_policies p
            WHERE p.tablename = c.relname AND p.cmd = 'ALL' AND p.roles = '{{interlace_app}}'
            AND p.qual = '(tenant_id = (current_setting(''app.tenant_id''::text))::uuid)' AND p.with_check = p.qual)
        OR 1 < (SELECT count(*) FROM pg_policies p
            WHERE p.tablename = c.relname AND NOT p.roles = '{{interlace_identity}}')
    """,
    "a policy by which people see more of a tenant than their own memberships": """
        SELECT policyname FROM pg_policies WHERE 'interlace_identity' = ANY (roles)
        AND (tablename, cmd) NOT IN (('memberships', 'SELECT'), ('users', 'ALL'))
    """,
    "a policy for everybody, or for a role that is not the application's": """
        SELECT policyname FROM pg_policies WHERE NOT roles <@ ARRAY['interlace_app', 'interlace_identity']::name[]
    """,
    "a table whose tenant may be missing, is no UUID, or is not the transaction's by itself": f"""
        SELECT relname {_OWNED} WHERE NOT EXISTS (SELECT FROM pg_attribute a
            JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = c.oid AND attname = 'tenant_id' AND attnotnull AND atttypid = 'uuid'::regtype
            AND pg_get_expr(adbin, adrelid) = '(current_setting(''app.tenant_id''::text))::uuid')
    """,
    "a key that does not begin with the tenant": f"""
        SELECT i.indexrelid::regclass::text {_TENANTS} JOIN pg_index i ON i.indrelid = c.oid
        WHERE (i.indisprimary OR i.indisunique OR i.indisexclusion)
        AND i.indkey[0] IS DISTINCT FROM {_FIRST_TENANT.format("c.oid")}
    """,
    "a table without a primary key": f"""
        SELECT relname {_TENANTS}
        WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'p')
    """,
    "a reference that does not begin with the tenant on both sides": f"""
        SELECT conname {_TENANTS} JOIN pg_constraint k ON k.conrelid = c.oid AND contype = 'f'
        WHERE conkey[1] IS DISTINCT FROM {_FIRST_TENANT.format("conrelid")}
        OR confkey[1] IS DISTINCT FROM {_FIRST_TENANT.format("confrelid")}
    """,
    "a reference from the platform's tables into a tenant's": f"""
        SELECT conname {_TENANTS} JOIN pg_constraint k ON k.confrelid = c.oid AND contype = 'f'
        WHERE conrelid::regclass::text = ANY (%(platform)s)
    """,
    "a reference that changes other rows by itself": f"""
        SELECT conname {_TENANTS} JOIN pg_constraint k ON k.conrelid = c.oid AND contype = 'f'
        WHERE (confdeltype, confupdtype) <> ('a', 'a')
    """,
    "a number given out by a sequence": f"""
        SELECT relname {_TENANTS} JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE attidentity <> '' OR pg_get_expr(adbin, adrelid) LIKE '%%nextval%%'
    """,
    "a sequence that is not the queue's": f"""
        SELECT relname {_ALL} WHERE relkind = 'S' AND relname NOT LIKE 'procrastinate%%'
    """,
    "a trigger": f"""
        SELECT tgname {_TENANTS} JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT tgisinternal
    """,
    "a rule": f"""
        SELECT rulename {_TENANTS} JOIN pg_rewrite r ON r.ev_class = c.oid
    """,
    "a column that is worked out of more than its row": f"""
        SELECT attname {_TENANTS} JOIN pg_attribute a ON a.attrelid = c.oid AND attgenerated <> ''
        JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        JOIN pg_depend p ON p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
            AND p.refclassid = 'pg_proc'::regclass
        JOIN pg_proc f ON f.oid = p.refobjid WHERE provolatile <> 'i'
    """,
    "a child or a part of another table": f"""
        SELECT relname {_TENANTS} JOIN pg_inherits h ON c.oid IN (h.inhrelid, h.inhparent)
    """,
    "a view that shows what its owner sees": f"""
        SELECT relname {_ALL}
        WHERE relkind = 'v' AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)
    """,
    "a materialised view": f"""
        SELECT relname {_ALL} WHERE relkind = 'm'
    """,
    "a function that does what its owner may": """
        SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
        AND NOT (proname = 'refresh_lagging_statistics' AND pronargs = 0 AND prorettype = 'void'::regtype
            AND proconfig = ARRAY['search_path=pg_catalog, pg_temp'])
    """,
    "a right to alter or remove what has happened": """
        SELECT table_name || ' ' || privilege_type FROM information_schema.table_privileges
        WHERE table_name IN ('audit', 'changes') AND grantee <> 'interlace_owner' AND grantee <> current_user
        AND privilege_type NOT IN ('SELECT', 'INSERT')
    """,
    "a right that no statement of the application needs": """
        SELECT table_name || ' ' || privilege_type FROM information_schema.table_privileges
        WHERE table_schema = 'public' AND grantee IN ('PUBLIC', 'interlace_app', 'interlace_identity')
        AND (grantee = 'PUBLIC' OR is_grantable = 'YES'
            OR privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
    """,
    "something of a tenant's that the platform's role may do, beyond looking at memberships": """
        SELECT table_name || ' ' || privilege_type FROM information_schema.table_privileges
        WHERE table_schema = 'public' AND grantee = 'interlace_identity'
        AND table_name NOT IN ('users', 'tenants', 'single_use_links')
        AND (table_name, privilege_type) <> ('memberships', 'SELECT')
    """,
}

_STRAY = "CREATE TABLE stray (tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid, id uuid"
_GUARDED = (
    f"{_STRAY}, PRIMARY KEY (tenant_id, id));"
    "ALTER TABLE stray ENABLE ROW LEVEL SECURITY; ALTER TABLE stray FORCE ROW LEVEL SECURITY;"
)
BREACHES: list[tuple[str, str]] = [
    ("a table without row-level security, or not forced", f"{_STRAY})"),
    ("a table without row-level security, or not forced", f"{_STRAY}); ALTER TABLE stray ENABLE ROW LEVEL SECURITY"),
    ("a table without row-level security, or not forced", "ALTER TABLE bodies DISABLE ROW LEVEL SECURITY"),
    ("a table without a policy for its tenant, or with another beside it", _GUARDED),
    (
        "a table without a policy for its tenant, or with another beside it",
        f"{_GUARDED} CREATE POLICY open ON stray TO interlace_app USING (true)",
    ),
    (
        "a table without a policy for its tenant, or with another beside it",
        "CREATE POLICY more ON bodies FOR SELECT TO interlace_app USING (true)",
    ),
    (
        "a policy by which people see more of a tenant than their own memberships",
        "CREATE POLICY more ON bodies TO interlace_identity USING (true)",
    ),
    (
        "a policy for everybody, or for a role that is not the application's",
        "CREATE POLICY more ON bodies USING (true)",
    ),
    (
        "a table whose tenant may be missing, is no UUID, or is not the transaction's by itself",
        "ALTER TABLE changes ALTER tenant_id DROP DEFAULT",
    ),
    (
        "a table whose tenant may be missing, is no UUID, or is not the transaction's by itself",
        "CREATE TABLE stray (id uuid PRIMARY KEY)",
    ),
    ("a key that does not begin with the tenant", "CREATE TABLE stray (id uuid PRIMARY KEY)"),
    ("a key that does not begin with the tenant", "CREATE UNIQUE INDEX stray ON bodies (code)"),
    ("a key that does not begin with the tenant", "ALTER TABLE bodies ADD UNIQUE (id, tenant_id)"),
    ("a key that does not begin with the tenant", "ALTER TABLE bodies ADD EXCLUDE (code WITH =)"),
    ("a table without a primary key", f"{_STRAY})"),
    (
        "a reference that does not begin with the tenant on both sides",
        "ALTER TABLE bodies ADD UNIQUE (id); ALTER TABLE jobs ADD body uuid REFERENCES bodies (id)",
    ),
    (
        "a reference from the platform's tables into a tenant's",
        "ALTER TABLE users ADD home uuid REFERENCES registers (tenant_id)",
    ),
    (
        "a reference that changes other rows by itself",
        "ALTER TABLE jobs ADD FOREIGN KEY (tenant_id) REFERENCES registers ON DELETE CASCADE",
    ),
    (
        "a reference that changes other rows by itself",
        "ALTER TABLE jobs ADD FOREIGN KEY (tenant_id) REFERENCES registers ON DELETE SET NULL",
    ),
    ("a number given out by a sequence", "ALTER TABLE bodies ADD number serial"),
    ("a number given out by a sequence", "ALTER TABLE bodies ADD number int GENERATED ALWAYS AS IDENTITY"),
    ("a sequence that is not the queue's", "CREATE SEQUENCE stray"),
    (
        "a trigger",
        "CREATE TRIGGER stray BEFORE UPDATE ON bodies FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ),
    ("a rule", "CREATE RULE stray AS ON DELETE TO bodies DO INSTEAD NOTHING"),
    ("a child or a part of another table", "CREATE TABLE stray () INHERITS (bodies)"),
    ("a view that shows what its owner sees", "CREATE VIEW stray AS TABLE bodies"),
    ("a materialised view", "CREATE MATERIALIZED VIEW stray AS TABLE bodies WITH NO DATA"),
    (
        "a function that does what its owner may",
        "CREATE FUNCTION stray() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ),
    ("a right to alter or remove what has happened", "GRANT UPDATE ON audit TO interlace_app"),
    ("a right that no statement of the application needs", "GRANT TRUNCATE ON bodies TO interlace_app"),
    ("a right that no statement of the application needs", "GRANT SELECT ON bodies TO PUBLIC"),
    (
        "something of a tenant's that the platform's role may do, beyond looking at memberships",
        "GRANT SELECT ON bodies TO interlace_identity",
    ),
]


@pytest.fixture(scope="module")
def bare() -> Iterator[Database]:
    """A database without rows, which might stand in the way of a breach."""
    with migrated_database() as made:
        yield made


@pytest.fixture
def owner(bare: Database) -> Iterator[Connection[dict[str, Any]]]:
    """The owner's connection; what is done on it is undone."""
    with signed_in(bare, owner=True) as connection:
        yield connection
        connection.rollback()


def breaches(connection: Connection[dict[str, Any]], rule: str) -> list[str]:
    """What the catalogue holds against a rule."""
    found = connection.execute(RULES[rule].encode(), {"platform": [*OF_THE_PLATFORM], "commons": [*_COMMONS]})
    return [str(value) for row in found for value in row.values()]


@pytest.mark.parametrize("rule", RULES)
def test_there_is_not(owner: Connection[dict[str, Any]], rule: str) -> None:
    assert breaches(owner, rule) == []


@pytest.mark.parametrize(("rule", "breach"), BREACHES)
def test_there_could_not_come(owner: Connection[dict[str, Any]], rule: str, breach: str) -> None:
    owner.execute(breach.encode())
    assert breaches(owner, rule)


def test_a_view_that_shows_what_its_reader_sees_is_no_breach(owner: Connection[dict[str, Any]]) -> None:
    owner.execute("CREATE VIEW fine WITH (security_invoker = true) AS TABLE bodies")
    assert breaches(owner, "a view that shows what its owner sees") == []


def test_each_table_is_a_tenants_or_on_the_list_of_the_platforms(owner: Connection[dict[str, Any]]) -> None:
    query: LiteralString = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f')"
    )
    there = {row["relname"] for row in owner.execute(query)}
    assert there == {table.name for table in OWNED} | _COMMONS | OF_THE_PLATFORM.keys()


def test_the_policies_of_the_commons_are_these_and_no_others(owner: Connection[dict[str, Any]]) -> None:
    query: LiteralString = (
        "SELECT tablename, cmd, qual, with_check, roles::text, permissive FROM pg_policies"
        " WHERE tablename = ANY (%(commons)s)"
    )
    found = owner.execute(query, {"commons": [*_COMMONS]}).fetchall()
    assert {(row["tablename"], row["cmd"]): (row["qual"], row["with_check"]) for row in found} == (
        POLICIES_OF_THE_COMMONS
    )
    assert len(found) == len(POLICIES_OF_THE_COMMONS)
    assert {(row["roles"], row["permissive"]) for row in found} == {("{interlace_app}", "PERMISSIVE")}
    assert {table for table, _ in POLICIES_OF_THE_COMMONS} == _COMMONS


def test_whose_a_row_of_the_commons_is_stands_first_and_comes_from_the_transaction(
    owner: Connection[dict[str, Any]],
) -> None:
    query: LiteralString = (
        "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attname = %(column)s"
        " JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE attnotnull AND attnum = 1"
        " AND relname = %(table)s AND pg_get_expr(adbin, adrelid) = '(current_setting(''app.tenant_id''::text))::uuid'"
    )
    for table in SHARED:
        assert owner.execute(query, {"table": table.name, "column": owner_column(table)}).fetchall()


def test_nothing_of_ours_lies_outside_the_public_schema(owner: Connection[dict[str, Any]]) -> None:
    query: LiteralString = (
        "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
    )
    assert [row["nspname"] for row in owner.execute(query)] == ["public"]
