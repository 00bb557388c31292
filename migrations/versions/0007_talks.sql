-- Requests to talk, and who may be asked.

CREATE TABLE talk_consents (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    user_id UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    since TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT talk_consents_pk PRIMARY KEY (tenant_id, user_id, body),
    CONSTRAINT talk_consents_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT talk_consents_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64)
);

CREATE INDEX talk_consents_body_index ON talk_consents (tenant_id, body);

ALTER TABLE talk_consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE talk_consents FORCE ROW LEVEL SECURITY;
CREATE POLICY talk_consents_tenant ON talk_consents TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON talk_consents TO interlace_app;

CREATE TABLE talks (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    finding TEXT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    asker UUID NOT NULL,
    message TEXT NOT NULL,
    state TEXT DEFAULT 'asked' NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_by UUID,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT talks_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT talks_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT talks_finding_check CHECK (length(finding) BETWEEN 1 AND 300),
    CONSTRAINT talks_message_check CHECK (length(message) BETWEEN 1 AND 2000),
    CONSTRAINT talks_state_check CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn')),
    CONSTRAINT talks_ended_at_check CHECK ((state = 'asked') = (ended_at IS NULL)),
    CONSTRAINT talks_expires_at_check CHECK (asked_at < expires_at),
    CONSTRAINT talks_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64)
);

CREATE INDEX talks_answered_by_index ON talks (tenant_id, answered_by);
CREATE INDEX talks_asker_index ON talks (tenant_id, asker);
CREATE INDEX talks_body_state_index ON talks (tenant_id, body, state);

ALTER TABLE talks ENABLE ROW LEVEL SECURITY;
ALTER TABLE talks FORCE ROW LEVEL SECURITY;
CREATE POLICY talks_tenant ON talks TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON talks TO interlace_app;
