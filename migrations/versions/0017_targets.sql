-- What bodies want to reach in an area of an instrument, and by when.

CREATE TABLE assessment_targets (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    instrument TEXT COLLATE "C" NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    target NUMERIC(5, 2) NOT NULL,
    by_day DATE NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT assessment_targets_pk PRIMARY KEY (tenant_id, body, instrument, area),
    CONSTRAINT assessment_targets_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessment_targets_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT assessment_targets_instrument_check CHECK (instrument ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(instrument) <= 64),
    CONSTRAINT assessment_targets_area_check CHECK (area ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(area) <= 64),
    CONSTRAINT assessment_targets_target_check CHECK (target BETWEEN 0 AND 100),
    CONSTRAINT assessment_targets_by_day_check CHECK (by_day BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT assessment_targets_revision_check CHECK (revision >= 1)
);

ALTER TABLE assessment_targets ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_targets FORCE ROW LEVEL SECURITY;
CREATE POLICY assessment_targets_tenant ON assessment_targets TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessment_targets TO interlace_app;
