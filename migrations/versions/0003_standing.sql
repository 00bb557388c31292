-- Who calls and what they find: asked at the beginning of each request, so it is one statement, and one way to the
-- server and back. It reads as whoever asks, under the policies of the tenant that it enters for this transaction.

CREATE FUNCTION standing(tenant UUID, kind TEXT, subject UUID, known_by TEXT)
    RETURNS TABLE (
        status TEXT,
        slug TEXT,
        isolated BOOLEAN,
        good BOOLEAN,
        roles TEXT[],
        bodies TEXT[],
        scopes TEXT[],
        revision BIGINT,
        made_at TIMESTAMP WITH TIME ZONE
    )
    LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    grantee UUID;
BEGIN
    PERFORM set_config('app.tenant_id', tenant::text, true);
    SELECT tenants.status, tenants.slug INTO status, slug FROM tenants WHERE tenants.id = tenant;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    isolated := row_security_active('registers');
    IF kind = 'user' THEN
        -- The users of a tenant are seen only as long as they are its members.
        SELECT family.user_id INTO grantee
            FROM refresh_families AS family JOIN users ON users.id = family.user_id
            WHERE family.tenant_id = tenant AND family.id = known_by::uuid AND family.user_id = subject
                AND family.revoked_at IS NULL AND family.expires_at > clock_timestamp()
                AND family.created_at >= users.signed_out_before;
        good := FOUND;
    ELSE
        SELECT account.created_by, account.scopes INTO grantee, scopes FROM service_accounts AS account
            WHERE account.tenant_id = tenant AND account.id = subject AND account.revoked_at IS NULL
                AND encode(substr(account.secret_hash, 1, 8), 'hex') = known_by;
        good := FOUND;
    END IF;
    IF good THEN
        SELECT array_agg(membership.role ORDER BY membership.role, membership.body),
               array_agg(membership.body ORDER BY membership.role, membership.body) INTO roles, bodies
            FROM memberships AS membership JOIN users ON users.id = membership.user_id
            WHERE membership.tenant_id = tenant AND membership.user_id = grantee;
    END IF;
    SELECT register.revision INTO revision FROM registers AS register WHERE register.tenant_id = tenant;
    SELECT change.at INTO made_at FROM changes AS change
        WHERE change.tenant_id = tenant AND change.revision = standing.revision AND change.part = 0;
    RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION standing(UUID, TEXT, UUID, TEXT) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION standing(UUID, TEXT, UUID, TEXT) TO interlace_app;
