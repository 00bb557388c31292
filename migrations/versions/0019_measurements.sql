-- What bodies scored in cells, by instrument and day.

CREATE TABLE measurements (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    measured_on DATE NOT NULL,
    principle TEXT NOT NULL,
    area TEXT NOT NULL,
    score_from TEXT NOT NULL,
    score_to TEXT NOT NULL,
    items BIGINT,
    instrument TEXT COLLATE "C" NOT NULL,
    version TEXT,
    voice TEXT,
    further JSONB,
    CONSTRAINT measurements_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT measurements_cell_key UNIQUE (tenant_id, body, instrument, measured_on, principle, area),
    CONSTRAINT measurements_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT measurements_span_check CHECK (score_from::numeric <= score_to::numeric),
    CONSTRAINT measurements_measured_on_check CHECK ("measured_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT measurements_principle_check CHECK ("principle" IN ('real_equality', 'diversity_advantage', 'meaningful_interaction', 'active_citizenship')),
    CONSTRAINT measurements_area_check CHECK ("area" IN ('governance', 'anti_discrimination', 'education', 'housing', 'public_space', 'public_services', 'health_social_care', 'business_employment', 'culture_sport', 'religion_interfaith', 'mediation', 'security_justice', 'languages', 'media', 'international', 'intercultural_competence', 'welcoming', 'participation', 'civil_society', 'specific_groups')),
    CONSTRAINT measurements_score_from_check CHECK ("score_from" ~ '^[0-9]{1,18}(\.[0-9]{1,18})?$' AND "score_from"::numeric <= 100),
    CONSTRAINT measurements_score_to_check CHECK ("score_to" ~ '^[0-9]{1,18}(\.[0-9]{1,18})?$' AND "score_to"::numeric <= 100),
    CONSTRAINT measurements_items_check CHECK ("items" BETWEEN 1 AND 10000),
    CONSTRAINT measurements_instrument_check CHECK ("instrument" ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length("instrument") <= 64),
    CONSTRAINT measurements_version_check CHECK (length("version") BETWEEN 1 AND 20000),
    CONSTRAINT measurements_voice_check CHECK ("voice" IN ('body', 'civil_society', 'reviewer')),
    CONSTRAINT measurements_further_check CHECK (jsonb_typeof(further) = 'object')
);

ALTER TABLE measurements ENABLE ROW LEVEL SECURITY;
ALTER TABLE measurements FORCE ROW LEVEL SECURITY;
CREATE POLICY measurements_tenant ON measurements TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON measurements TO interlace_app;

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
                'reports', 'oppositions', 'measurements')
        ORDER BY relname
    LOOP
        EXECUTE format('ANALYZE public.%I', lagging);
    END LOOP;
END $$;
