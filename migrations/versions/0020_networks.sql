-- Members of networks across tenants.

CREATE TABLE commons_members (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    network UUID NOT NULL,
    member_tenant UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    body_name TEXT NOT NULL,
    tenant_name TEXT NOT NULL,
    coordinator BOOLEAN DEFAULT 'false' NOT NULL,
    since DATE NOT NULL,
    CONSTRAINT commons_members_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT commons_members_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT commons_members_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT commons_members_body_name_check CHECK (length(body_name) BETWEEN 1 AND 1000),
    CONSTRAINT commons_members_tenant_name_check CHECK (length(tenant_name) BETWEEN 1 AND 1000)
);

CREATE INDEX commons_members_member_tenant_index ON commons_members (member_tenant);
CREATE UNIQUE INDEX commons_members_once_key ON commons_members (tenant_id, network, member_tenant, body);

ALTER TABLE commons_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE commons_members FORCE ROW LEVEL SECURITY;
-- Who belongs to a network is read by all as long as the network is published, and by the two sides at any time.
CREATE POLICY commons_members_read ON commons_members FOR SELECT TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid
        OR member_tenant = current_setting('app.tenant_id')::uuid
        OR EXISTS (SELECT FROM commons_entries e WHERE e.tenant_id = commons_members.tenant_id
            AND e.kind = 'network' AND e.content ->> 'gathering' = commons_members.network::text));
-- The network accepts who asked to join; the member accepts an invitation, and joins nothing without one.
CREATE POLICY commons_members_join ON commons_members FOR INSERT TO interlace_app
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid
        OR member_tenant = current_setting('app.tenant_id')::uuid
        AND EXISTS (SELECT FROM commons_approaches a WHERE a.kind = 'invitation'
            AND a.from_tenant = commons_members.tenant_id AND a.gathering = commons_members.network
            AND a.to_tenant = commons_members.member_tenant AND a.to_body = commons_members.body
            AND a.state IN ('sent', 'accepted')));
CREATE POLICY commons_members_change ON commons_members FOR UPDATE TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY commons_members_leave ON commons_members FOR DELETE TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid
        OR member_tenant = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, DELETE ON commons_members TO interlace_app;
GRANT UPDATE (coordinator) ON commons_members TO interlace_app;
