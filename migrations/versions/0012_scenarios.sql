-- Scenarios: changes that somebody tries without making them, and who else may look.

CREATE TABLE scenarios (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    author UUID NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    base_revision BIGINT NOT NULL,
    changes JSONB NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE,
    applied_by UUID,
    applied_revision BIGINT,
    CONSTRAINT scenarios_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT scenarios_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT scenarios_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT scenarios_description_check CHECK (length(description) BETWEEN 1 AND 4000),
    CONSTRAINT scenarios_changes_check CHECK (jsonb_typeof(changes) = 'object' AND jsonb_array_length(coalesce(changes -> 'items', '[]')) <= 200 AND octet_length(changes::text) <= 524288),
    CONSTRAINT scenarios_base_revision_check CHECK (base_revision >= 0),
    CONSTRAINT scenarios_revision_check CHECK (revision >= 1),
    CONSTRAINT scenarios_applied_check CHECK ((applied_at IS NULL) = (applied_by IS NULL))
);

CREATE INDEX scenarios_author_index ON scenarios (tenant_id, author);

ALTER TABLE scenarios ENABLE ROW LEVEL SECURITY;
ALTER TABLE scenarios FORCE ROW LEVEL SECURITY;
CREATE POLICY scenarios_tenant ON scenarios TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON scenarios TO interlace_app;

CREATE TABLE scenario_shares (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    scenario UUID NOT NULL,
    user_id UUID NOT NULL,
    shared_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT scenario_shares_pk PRIMARY KEY (tenant_id, scenario, user_id),
    CONSTRAINT scenario_shares_tenant_id_scenario_fk FOREIGN KEY(tenant_id, scenario) REFERENCES scenarios (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX scenario_shares_user_id_index ON scenario_shares (tenant_id, user_id);

ALTER TABLE scenario_shares ENABLE ROW LEVEL SECURITY;
ALTER TABLE scenario_shares FORCE ROW LEVEL SECURITY;
CREATE POLICY scenario_shares_tenant ON scenario_shares TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON scenario_shares TO interlace_app;
