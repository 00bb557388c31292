-- Strategies that are marked as working against each other, and each tenant's own say on rules.

CREATE TABLE oppositions (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    strategy TEXT COLLATE "C" NOT NULL,
    other TEXT COLLATE "C" NOT NULL,
    marked_by TEXT COLLATE "C" NOT NULL,
    marked_on DATE,
    resolved_on DATE,
    reason TEXT,
    further JSONB,
    CONSTRAINT oppositions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT oppositions_tenant_id_strategy_other_marked_by_marked_on_key UNIQUE NULLS NOT DISTINCT (tenant_id, strategy, other, marked_by, marked_on),
    CONSTRAINT oppositions_tenant_id_strategy_fk FOREIGN KEY(tenant_id, strategy) REFERENCES strategies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT oppositions_tenant_id_other_fk FOREIGN KEY(tenant_id, other) REFERENCES strategies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT oppositions_tenant_id_marked_by_fk FOREIGN KEY(tenant_id, marked_by) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT oppositions_pair_check CHECK (strategy <> other),
    CONSTRAINT oppositions_period_check CHECK (marked_on <= resolved_on),
    CONSTRAINT oppositions_marked_on_check CHECK ("marked_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT oppositions_resolved_on_check CHECK ("resolved_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT oppositions_reason_check CHECK (length("reason") BETWEEN 1 AND 20000),
    CONSTRAINT oppositions_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX oppositions_other_index ON oppositions (tenant_id, other);
CREATE INDEX oppositions_marked_by_index ON oppositions (tenant_id, marked_by);

ALTER TABLE oppositions ENABLE ROW LEVEL SECURITY;
ALTER TABLE oppositions FORCE ROW LEVEL SECURITY;
CREATE POLICY oppositions_tenant ON oppositions TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON oppositions TO interlace_app;

ALTER TABLE registers ADD COLUMN rules JSONB DEFAULT '{}' NOT NULL;
ALTER TABLE registers ADD CONSTRAINT registers_rules_check CHECK (jsonb_typeof(rules) = 'object');

-- The same as before, with the new table among those of a register.

CREATE OR REPLACE FUNCTION refresh_lagging_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    lagging text;
BEGIN
    FOR lagging IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples >= 0
            AND reltuples < pg_relation_size(oid) / current_setting('block_size')::bigint
            AND relname IN (
                'registers', 'bodies', 'competences', 'relations', 'works', 'strategies', 'strategy_co_owners',
                'commitments', 'actions', 'action_partners', 'links', 'participations', 'successions', 'declarations',
                'reports', 'oppositions')
        ORDER BY relname
    LOOP
        EXECUTE format('ANALYZE public.%I', lagging);
    END LOOP;
END $$;
