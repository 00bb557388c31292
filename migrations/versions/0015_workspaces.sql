-- Workspaces in which strategies are prepared: fields, proofs, parties; consultations, and what was replied.

CREATE TABLE workspaces (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    frame TEXT COLLATE "C" NOT NULL,
    frame_version TEXT COLLATE "C" NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ended_by TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    strategy TEXT COLLATE "C",
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT workspaces_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT workspaces_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT workspaces_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT workspaces_frame_check CHECK (frame ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(frame) <= 64),
    CONSTRAINT workspaces_frame_version_check CHECK (frame_version ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(frame_version) <= 64),
    CONSTRAINT workspaces_title_check CHECK (length("title") BETWEEN 1 AND 200),
    CONSTRAINT workspaces_state_check CHECK (state IN ('open', 'adopted', 'closed')),
    CONSTRAINT workspaces_end_check CHECK ((state = 'open') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT workspaces_adopted_check CHECK ((state = 'adopted') = (strategy IS NOT NULL)),
    CONSTRAINT workspaces_revision_check CHECK (revision >= 1),
    CONSTRAINT workspaces_strategy_check CHECK (strategy ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(strategy) <= 64),
    CONSTRAINT workspaces_opened_by_check CHECK ("opened_by" ~ '^(system|(user|service):[0-9a-f-]{36})$'),
    CONSTRAINT workspaces_ended_by_check CHECK ("ended_by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX workspaces_body_index ON workspaces (tenant_id, body);

ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY workspaces_tenant ON workspaces TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON workspaces TO interlace_app;

CREATE TABLE workspace_fields (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    workspace UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT workspace_fields_pk PRIMARY KEY (tenant_id, workspace, name),
    CONSTRAINT workspace_fields_tenant_id_workspace_fk FOREIGN KEY(tenant_id, workspace) REFERENCES workspaces (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT workspace_fields_name_check CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(name) <= 64),
    CONSTRAINT workspace_fields_value_check CHECK (length("value") BETWEEN 0 AND 8000),
    CONSTRAINT workspace_fields_revision_check CHECK (revision >= 1),
    CONSTRAINT workspace_fields_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX workspace_fields_by_index ON workspace_fields (tenant_id, by);

ALTER TABLE workspace_fields ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_fields FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_fields_tenant ON workspace_fields TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON workspace_fields TO interlace_app;

CREATE TABLE workspace_fields_kept (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    workspace UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT NOT NULL,
    stood BOOLEAN NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT workspace_fields_kept_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT workspace_fields_kept_tenant_id_workspace_fk FOREIGN KEY(tenant_id, workspace) REFERENCES workspaces (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT workspace_fields_kept_name_check CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(name) <= 64),
    CONSTRAINT workspace_fields_kept_value_check CHECK (length("value") BETWEEN 0 AND 8000),
    CONSTRAINT workspace_fields_kept_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX workspace_fields_kept_by_index ON workspace_fields_kept (tenant_id, by);
CREATE INDEX workspace_fields_kept_workspace_name_index ON workspace_fields_kept (tenant_id, workspace, name);

ALTER TABLE workspace_fields_kept ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_fields_kept FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_fields_kept_tenant ON workspace_fields_kept TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON workspace_fields_kept TO interlace_app;

CREATE TABLE workspace_proofs (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    workspace UUID NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT workspace_proofs_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT workspace_proofs_tenant_id_workspace_fk FOREIGN KEY(tenant_id, workspace) REFERENCES workspaces (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT workspace_proofs_item_check CHECK (item ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(item) <= 64),
    CONSTRAINT workspace_proofs_kind_check CHECK (kind IN ('record', 'address', 'words', 'outside')),
    CONSTRAINT workspace_proofs_text_check CHECK (length("text") BETWEEN 1 AND 2000),
    CONSTRAINT workspace_proofs_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX workspace_proofs_by_index ON workspace_proofs (tenant_id, by);
CREATE INDEX workspace_proofs_workspace_item_index ON workspace_proofs (tenant_id, workspace, item);

ALTER TABLE workspace_proofs ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_proofs FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_proofs_tenant ON workspace_proofs TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON workspace_proofs TO interlace_app;

CREATE TABLE workspace_parties (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    workspace UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    part TEXT NOT NULL,
    note TEXT,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT workspace_parties_pk PRIMARY KEY (tenant_id, workspace, step, body),
    CONSTRAINT workspace_parties_tenant_id_workspace_fk FOREIGN KEY(tenant_id, workspace) REFERENCES workspaces (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT workspace_parties_step_check CHECK (step ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(step) <= 64),
    CONSTRAINT workspace_parties_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT workspace_parties_part_check CHECK (part IN ('leads', 'contributes', 'consulted', 'informed')),
    CONSTRAINT workspace_parties_note_check CHECK (length("note") BETWEEN 1 AND 1000),
    CONSTRAINT workspace_parties_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX workspace_parties_body_index ON workspace_parties (tenant_id, body);
CREATE INDEX workspace_parties_by_index ON workspace_parties (tenant_id, by);

ALTER TABLE workspace_parties ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_parties FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_parties_tenant ON workspace_parties TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON workspace_parties TO interlace_app;

CREATE TABLE consultations (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    workspace UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    question TEXT NOT NULL,
    due_on DATE NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT consultations_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT consultations_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT consultations_tenant_id_workspace_fk FOREIGN KEY(tenant_id, workspace) REFERENCES workspaces (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT consultations_title_check CHECK (length("title") BETWEEN 1 AND 200),
    CONSTRAINT consultations_text_check CHECK (length("text") BETWEEN 1 AND 20000),
    CONSTRAINT consultations_question_check CHECK (length("question") BETWEEN 1 AND 2000),
    CONSTRAINT consultations_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT consultations_revision_check CHECK (revision >= 1),
    CONSTRAINT consultations_opened_by_check CHECK ("opened_by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX consultations_due_on_index ON consultations (tenant_id, due_on) WHERE withdrawn_at IS NULL;
CREATE INDEX consultations_workspace_index ON consultations (tenant_id, workspace);

ALTER TABLE consultations ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultations FORCE ROW LEVEL SECURITY;
CREATE POLICY consultations_tenant ON consultations TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON consultations TO interlace_app;

CREATE TABLE consulted_bodies (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    consultation UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT consulted_bodies_pk PRIMARY KEY (tenant_id, consultation, body),
    CONSTRAINT consulted_bodies_tenant_id_consultation_fk FOREIGN KEY(tenant_id, consultation) REFERENCES consultations (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT consulted_bodies_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64)
);

CREATE INDEX consulted_bodies_body_index ON consulted_bodies (tenant_id, body);

ALTER TABLE consulted_bodies ENABLE ROW LEVEL SECURITY;
ALTER TABLE consulted_bodies FORCE ROW LEVEL SECURITY;
CREATE POLICY consulted_bodies_tenant ON consulted_bodies TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON consulted_bodies TO interlace_app;

CREATE TABLE consultation_replies (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    consultation UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    verdict TEXT,
    because TEXT,
    answered_by TEXT,
    answered_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT consultation_replies_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT consultation_replies_tenant_id_consultation_body_fk FOREIGN KEY(tenant_id, consultation, body) REFERENCES consulted_bodies (tenant_id, consultation, body) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT consultation_replies_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT consultation_replies_text_check CHECK (length("text") BETWEEN 1 AND 8000),
    CONSTRAINT consultation_replies_verdict_check CHECK (verdict IN ('taken_up', 'in_part', 'not')),
    CONSTRAINT consultation_replies_because_check CHECK (length("because") BETWEEN 1 AND 4000),
    CONSTRAINT consultation_replies_answered_check CHECK ((verdict IS NULL) = (because IS NULL) AND (verdict IS NULL) = (answered_at IS NULL) AND (verdict IS NULL) = (answered_by IS NULL)),
    CONSTRAINT consultation_replies_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$'),
    CONSTRAINT consultation_replies_answered_by_check CHECK ("answered_by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX consultation_replies_answered_by_index ON consultation_replies (tenant_id, answered_by);
CREATE INDEX consultation_replies_by_index ON consultation_replies (tenant_id, by);
CREATE INDEX consultation_replies_consultation_body_index ON consultation_replies (tenant_id, consultation, body);

ALTER TABLE consultation_replies ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation_replies FORCE ROW LEVEL SECURITY;
CREATE POLICY consultation_replies_tenant ON consultation_replies TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON consultation_replies TO interlace_app;
