-- Forms that people began and have not sent.

CREATE TABLE kept_forms (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    user_id UUID NOT NULL,
    key TEXT NOT NULL,
    fields JSONB NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT kept_forms_pk PRIMARY KEY (tenant_id, user_id, key),
    CONSTRAINT kept_forms_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT kept_forms_key_check CHECK (length(key) BETWEEN 1 AND 200),
    CONSTRAINT kept_forms_fields_check CHECK (octet_length(fields::text) <= 131072)
);

CREATE INDEX kept_forms_saved_at_index ON kept_forms (tenant_id, saved_at);

ALTER TABLE kept_forms ENABLE ROW LEVEL SECURITY;
ALTER TABLE kept_forms FORCE ROW LEVEL SECURITY;
CREATE POLICY kept_forms_tenant ON kept_forms TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON kept_forms TO interlace_app;
