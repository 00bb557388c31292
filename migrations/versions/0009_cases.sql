-- What people make of findings, and since when each finding is there.

CREATE TABLE episodes (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    finding TEXT COLLATE "C" NOT NULL,
    opened_on DATE NOT NULL,
    opened_revision BIGINT NOT NULL,
    closed_on DATE,
    closed_revision BIGINT,
    closed_by TEXT,
    CONSTRAINT episodes_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT episodes_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT episodes_finding_check CHECK (finding ~ '^[a-z][a-z-]*:[A-Za-z0-9._:/>-]+$' AND length(finding) <= 300),
    CONSTRAINT episodes_revision_check CHECK (opened_revision >= 0 AND closed_revision >= 0),
    CONSTRAINT episodes_closed_by_check CHECK (closed_by IN ('data', 'hand')),
    CONSTRAINT episodes_closed_check CHECK ((closed_on IS NULL) = (closed_revision IS NULL) AND (closed_on IS NULL) = (closed_by IS NULL)),
    CONSTRAINT episodes_period_check CHECK (opened_on <= closed_on)
);

CREATE INDEX episodes_finding_index ON episodes (tenant_id, finding);

CREATE UNIQUE INDEX episodes_open_index ON episodes (tenant_id, finding) WHERE closed_on IS NULL;

CREATE TABLE episode_looks (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    revision BIGINT NOT NULL,
    day DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT episode_looks_pk PRIMARY KEY (tenant_id),
    CONSTRAINT episode_looks_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT episode_looks_revision_check CHECK (revision >= 0)
);

CREATE TABLE cases (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    finding TEXT COLLATE "C" NOT NULL,
    rule TEXT NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    deadline DATE,
    answers BIGINT DEFAULT '0' NOT NULL,
    revision BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT cases_pk PRIMARY KEY (tenant_id, finding),
    CONSTRAINT cases_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT cases_finding_check CHECK (finding ~ '^[a-z][a-z-]*:[A-Za-z0-9._:/>-]+$' AND length(finding) <= 300),
    CONSTRAINT cases_counts_check CHECK (answers >= 0 AND revision >= 0)
);

CREATE TABLE case_owners (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    finding TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    owns BOOLEAN NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT case_owners_pk PRIMARY KEY (tenant_id, finding, body),
    CONSTRAINT case_owners_tenant_id_finding_fk FOREIGN KEY(tenant_id, finding) REFERENCES cases (tenant_id, finding) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT case_owners_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT case_owners_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX case_owners_body_index ON case_owners (tenant_id, body);

CREATE TABLE case_answers (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    finding TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    episode UUID NOT NULL,
    said TEXT NOT NULL,
    reason TEXT,
    evidence_url TEXT,
    until DATE,
    body TEXT COLLATE "C",
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision BIGINT NOT NULL,
    CONSTRAINT case_answers_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT case_answers_tenant_id_finding_number_key UNIQUE (tenant_id, finding, number),
    CONSTRAINT case_answers_tenant_id_finding_fk FOREIGN KEY(tenant_id, finding) REFERENCES cases (tenant_id, finding) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT case_answers_tenant_id_episode_fk FOREIGN KEY(tenant_id, episode) REFERENCES episodes (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT case_answers_said_check CHECK (said IN ('acknowledged', 'in_progress', 'disputed', 'accepted_risk', 'closed', 'open', 'upheld', 'rejected')),
    CONSTRAINT case_answers_reason_check CHECK (length(reason) BETWEEN 1 AND 5000),
    CONSTRAINT case_answers_evidence_url_check CHECK (evidence_url ~ '^https?://' AND length(evidence_url) <= 2000),
    CONSTRAINT case_answers_until_check CHECK ((said = 'accepted_risk') = (until IS NOT NULL)),
    CONSTRAINT case_answers_number_check CHECK (number > 0 AND revision >= 0),
    CONSTRAINT case_answers_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT case_answers_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX case_answers_by_index ON case_answers (tenant_id, by);

CREATE INDEX case_answers_episode_index ON case_answers (tenant_id, episode);

CREATE TABLE case_comments (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    finding TEXT COLLATE "C" NOT NULL,
    text TEXT,
    mentions UUID[] DEFAULT '{}' NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT case_comments_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT case_comments_tenant_id_finding_fk FOREIGN KEY(tenant_id, finding) REFERENCES cases (tenant_id, finding) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT case_comments_text_check CHECK (length(text) BETWEEN 1 AND 5000),
    CONSTRAINT case_comments_removed_at_check CHECK ((text IS NULL) = (removed_at IS NOT NULL)),
    CONSTRAINT case_comments_mentions_check CHECK (cardinality(mentions) <= 20 AND array_position(mentions, NULL) IS NULL),
    CONSTRAINT case_comments_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX case_comments_by_index ON case_comments (tenant_id, by);

CREATE INDEX case_comments_finding_index ON case_comments (tenant_id, finding);

CREATE TABLE case_attachments (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    finding TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT case_attachments_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT case_attachments_tenant_id_finding_fk FOREIGN KEY(tenant_id, finding) REFERENCES cases (tenant_id, finding) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT case_attachments_name_check CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT case_attachments_bytes_check CHECK (bytes BETWEEN 1 AND 10485760),
    CONSTRAINT case_attachments_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT case_attachments_media_type_check CHECK (media_type ~ '^[a-z0-9.+/-]+$' AND length(media_type) <= 100),
    CONSTRAINT case_attachments_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX case_attachments_by_index ON case_attachments (tenant_id, by);

CREATE INDEX case_attachments_finding_index ON case_attachments (tenant_id, finding);

ALTER TABLE episodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE episodes FORCE ROW LEVEL SECURITY;
CREATE POLICY episodes_tenant ON episodes TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE episode_looks ENABLE ROW LEVEL SECURITY;
ALTER TABLE episode_looks FORCE ROW LEVEL SECURITY;
CREATE POLICY episode_looks_tenant ON episode_looks TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases FORCE ROW LEVEL SECURITY;
CREATE POLICY cases_tenant ON cases TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE case_owners ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_owners FORCE ROW LEVEL SECURITY;
CREATE POLICY case_owners_tenant ON case_owners TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE case_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY case_answers_tenant ON case_answers TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE case_comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_comments FORCE ROW LEVEL SECURITY;
CREATE POLICY case_comments_tenant ON case_comments TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE case_attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_attachments FORCE ROW LEVEL SECURITY;
CREATE POLICY case_attachments_tenant ON case_attachments TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON
    episodes, episode_looks, cases, case_owners, case_answers, case_comments, case_attachments
    TO interlace_app;
