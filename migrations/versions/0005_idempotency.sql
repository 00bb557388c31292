-- Requests that are performed once, however often they are sent.

CREATE TABLE idempotency_keys (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    request BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    status BIGINT,
    headers JSONB,
    body BYTEA,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (tenant_id, caller, key),
    CONSTRAINT idempotency_keys_key_check CHECK (length(key) BETWEEN 1 AND 400),
    CONSTRAINT idempotency_keys_status_check CHECK (status BETWEEN 200 AND 299),
    CONSTRAINT idempotency_keys_body_check CHECK (status IS NOT NULL OR body IS NULL)
);

CREATE INDEX idempotency_keys_at_index ON idempotency_keys (tenant_id, at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotency_keys_tenant ON idempotency_keys TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO interlace_app;
