-- Webhooks: addresses, sealed secrets, messages and their deliveries.

CREATE TABLE webhooks (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    url TEXT NOT NULL,
    events TEXT[] NOT NULL,
    description TEXT,
    active BOOLEAN DEFAULT 'true' NOT NULL,
    disabled_because TEXT,
    maker UUID NOT NULL,
    through UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    failing_since TIMESTAMP WITH TIME ZONE,
    CONSTRAINT webhooks_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhooks_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT webhooks_url_check CHECK (url ~ '^https?://' AND length(url) <= 2000),
    CONSTRAINT webhooks_events_check CHECK (events <@ ARRAY['change.committed', 'finding.opened', 'finding.closed', 'finding.answered', 'import.finished']::text[] AND cardinality(events) > 0),
    CONSTRAINT webhooks_description_check CHECK (length(description) BETWEEN 1 AND 500),
    CONSTRAINT webhooks_active_check CHECK (active OR disabled_because IS NOT NULL)
);

CREATE TABLE webhook_secrets (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    webhook UUID NOT NULL,
    key TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT webhook_secrets_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_secrets_tenant_id_webhook_fk FOREIGN KEY(tenant_id, webhook) REFERENCES webhooks (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT webhook_secrets_tenant_id_webhook_valid_until_key UNIQUE NULLS NOT DISTINCT (tenant_id, webhook, valid_until)
);

CREATE TABLE webhook_messages (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    event TEXT NOT NULL,
    revision BIGINT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    payload JSONB NOT NULL,
    CONSTRAINT webhook_messages_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_messages_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE deliveries (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    webhook UUID NOT NULL,
    message UUID NOT NULL,
    number BIGINT NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    attempts BIGINT DEFAULT '0' NOT NULL,
    queued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    held_until TIMESTAMP WITH TIME ZONE,
    attempted_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    status_code BIGINT,
    error TEXT,
    excerpt TEXT,
    milliseconds BIGINT,
    CONSTRAINT deliveries_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT deliveries_tenant_id_webhook_message_key UNIQUE (tenant_id, webhook, message),
    CONSTRAINT deliveries_tenant_id_webhook_fk FOREIGN KEY(tenant_id, webhook) REFERENCES webhooks (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT deliveries_tenant_id_message_fk FOREIGN KEY(tenant_id, message) REFERENCES webhook_messages (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT deliveries_state_check CHECK (state IN ('waiting', 'failed', 'delivered', 'given-up')),
    CONSTRAINT deliveries_ended_at_check CHECK ((state IN ('waiting', 'failed')) = (ended_at IS NULL)),
    CONSTRAINT deliveries_attempts_check CHECK (attempts >= 0),
    CONSTRAINT deliveries_status_code_check CHECK (status_code BETWEEN 100 AND 999),
    CONSTRAINT deliveries_excerpt_check CHECK (length(excerpt) <= 1000)
);

CREATE INDEX deliveries_message_index ON deliveries (tenant_id, message);

CREATE INDEX deliveries_pending_index ON deliveries (tenant_id, webhook, number) WHERE state IN ('waiting', 'failed');

ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks FORCE ROW LEVEL SECURITY;
CREATE POLICY webhooks_tenant ON webhooks TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE webhook_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_secrets_tenant ON webhook_secrets TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE webhook_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_messages_tenant ON webhook_messages TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY deliveries_tenant ON deliveries TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks, webhook_secrets, webhook_messages, deliveries TO interlace_app;
