-- Instruments that tenants load; rounds, assessments in three voices, answers, snapshots.

CREATE TABLE loaded_instruments (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    instrument TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL,
    content JSONB NOT NULL,
    digest TEXT NOT NULL,
    loaded_by UUID,
    loaded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT loaded_instruments_pk PRIMARY KEY (tenant_id, instrument, version),
    CONSTRAINT loaded_instruments_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT loaded_instruments_instrument_check CHECK (instrument ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(instrument) <= 64),
    CONSTRAINT loaded_instruments_version_check CHECK (version ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(version) <= 64),
    CONSTRAINT loaded_instruments_status_check CHECK (status IN ('official', 'unofficial')),
    CONSTRAINT loaded_instruments_content_check CHECK (jsonb_typeof(content) = 'object' AND octet_length(content::text) <= 2097152),
    CONSTRAINT loaded_instruments_digest_check CHECK (digest ~ '^[0-9a-f]{64}$')
);

ALTER TABLE loaded_instruments ENABLE ROW LEVEL SECURITY;
ALTER TABLE loaded_instruments FORCE ROW LEVEL SECURITY;
CREATE POLICY loaded_instruments_tenant ON loaded_instruments TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON loaded_instruments TO interlace_app;

CREATE TABLE loaded_crosswalks (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    instrument TEXT COLLATE "C" NOT NULL,
    old_version TEXT COLLATE "C" NOT NULL,
    new_version TEXT COLLATE "C" NOT NULL,
    content JSONB NOT NULL,
    digest TEXT NOT NULL,
    loaded_by UUID,
    loaded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT loaded_crosswalks_pk PRIMARY KEY (tenant_id, instrument, old_version, new_version),
    CONSTRAINT loaded_crosswalks_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT loaded_crosswalks_instrument_check CHECK (instrument ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(instrument) <= 64),
    CONSTRAINT loaded_crosswalks_old_version_check CHECK (old_version ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(old_version) <= 64),
    CONSTRAINT loaded_crosswalks_new_version_check CHECK (new_version ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(new_version) <= 64),
    CONSTRAINT loaded_crosswalks_versions_check CHECK (old_version <> new_version),
    CONSTRAINT loaded_crosswalks_content_check CHECK (jsonb_typeof(content) = 'object' AND octet_length(content::text) <= 2097152),
    CONSTRAINT loaded_crosswalks_digest_check CHECK (digest ~ '^[0-9a-f]{64}$')
);

ALTER TABLE loaded_crosswalks ENABLE ROW LEVEL SECURITY;
ALTER TABLE loaded_crosswalks FORCE ROW LEVEL SECURITY;
CREATE POLICY loaded_crosswalks_tenant ON loaded_crosswalks TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON loaded_crosswalks TO interlace_app;

CREATE TABLE assessment_rounds (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    instrument TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    voices TEXT[] NOT NULL,
    due_on DATE NOT NULL,
    opened_by UUID,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT assessment_rounds_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT assessment_rounds_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessment_rounds_instrument_check CHECK (instrument ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(instrument) <= 64),
    CONSTRAINT assessment_rounds_version_check CHECK (version ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(version) <= 64),
    CONSTRAINT assessment_rounds_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT assessment_rounds_description_check CHECK (length(description) BETWEEN 1 AND 4000),
    CONSTRAINT assessment_rounds_voices_check CHECK (voices <@ ARRAY['body', 'civil_society', 'reviewer']::text[] AND cardinality(voices) > 0 AND array_ndims(voices) = 1),
    CONSTRAINT assessment_rounds_revision_check CHECK (revision >= 1)
);

ALTER TABLE assessment_rounds ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_rounds FORCE ROW LEVEL SECURITY;
CREATE POLICY assessment_rounds_tenant ON assessment_rounds TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessment_rounds TO interlace_app;

CREATE TABLE assessments (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    round UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    voice TEXT NOT NULL,
    author TEXT COLLATE "C",
    version BIGINT DEFAULT '1' NOT NULL,
    corrects UUID,
    state TEXT DEFAULT 'open' NOT NULL,
    review_asked_by UUID,
    sent_at TIMESTAMP WITH TIME ZONE,
    sent_by UUID,
    released_at TIMESTAMP WITH TIME ZONE,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT assessments_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT assessments_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessments_tenant_id_round_fk FOREIGN KEY(tenant_id, round) REFERENCES assessment_rounds (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessments_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT assessments_author_check CHECK (author ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(author) <= 64),
    CONSTRAINT assessments_voice_check CHECK (voice IN ('body', 'civil_society', 'reviewer')),
    CONSTRAINT assessments_state_check CHECK (state IN ('open', 'in_review', 'sent', 'released')),
    CONSTRAINT assessments_authored_check CHECK ((voice = 'reviewer') = (author IS NULL)),
    CONSTRAINT assessments_own_check CHECK (voice <> 'body' OR author = body),
    CONSTRAINT assessments_sent_at_check CHECK ((state IN ('sent', 'released')) = (sent_at IS NOT NULL)),
    CONSTRAINT assessments_released_at_check CHECK ((state = 'released') = (released_at IS NOT NULL)),
    CONSTRAINT assessments_version_check CHECK (version >= 1),
    CONSTRAINT assessments_revision_check CHECK (revision >= 1)
);

CREATE INDEX assessments_body_voice_index ON assessments (tenant_id, body, voice);
CREATE INDEX assessments_round_body_index ON assessments (tenant_id, round, body);

ALTER TABLE assessments ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessments FORCE ROW LEVEL SECURITY;
CREATE POLICY assessments_tenant ON assessments TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessments TO interlace_app;

CREATE TABLE assessment_people (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    assessment UUID NOT NULL,
    user_id UUID NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    named_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT assessment_people_pk PRIMARY KEY (tenant_id, assessment, user_id, area),
    CONSTRAINT assessment_people_tenant_id_assessment_fk FOREIGN KEY(tenant_id, assessment) REFERENCES assessments (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessment_people_area_check CHECK (length(area) <= 64)
);

CREATE INDEX assessment_people_user_id_index ON assessment_people (tenant_id, user_id);

ALTER TABLE assessment_people ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_people FORCE ROW LEVEL SECURITY;
CREATE POLICY assessment_people_tenant ON assessment_people TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessment_people TO interlace_app;

CREATE TABLE assessment_answers (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    assessment UUID NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    standing TEXT NOT NULL,
    value JSONB,
    evidence JSONB DEFAULT '{}' NOT NULL,
    note TEXT,
    source TEXT DEFAULT 'person' NOT NULL,
    answered_by UUID,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT assessment_answers_pk PRIMARY KEY (tenant_id, assessment, item),
    CONSTRAINT assessment_answers_tenant_id_assessment_fk FOREIGN KEY(tenant_id, assessment) REFERENCES assessments (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessment_answers_item_check CHECK (item ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(item) <= 64),
    CONSTRAINT assessment_answers_standing_check CHECK (standing IN ('answered', 'outside_competence', 'not_answered')),
    CONSTRAINT assessment_answers_value_check CHECK ((standing = 'answered') = (value IS NOT NULL)),
    CONSTRAINT assessment_answers_size_check CHECK (octet_length(value::text) <= 20000),
    CONSTRAINT assessment_answers_evidence_check CHECK (jsonb_typeof(evidence) = 'object' AND jsonb_array_length(coalesce(evidence -> 'items', '[]')) <= 50 AND octet_length(evidence::text) <= 65536),
    CONSTRAINT assessment_answers_source_check CHECK (source IN ('person', 'register', 'earlier')),
    CONSTRAINT assessment_answers_revision_check CHECK (revision >= 1),
    CONSTRAINT assessment_answers_note_check CHECK (length(note) BETWEEN 1 AND 4000)
);

CREATE INDEX assessment_answers_answered_by_index ON assessment_answers (tenant_id, answered_by);

ALTER TABLE assessment_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY assessment_answers_tenant ON assessment_answers TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessment_answers TO interlace_app;

CREATE TABLE assessment_answers_kept (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    assessment UUID NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    standing TEXT NOT NULL,
    value JSONB,
    note TEXT,
    source TEXT NOT NULL,
    answered_by UUID,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT assessment_answers_kept_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT assessment_answers_kept_tenant_id_assessment_fk FOREIGN KEY(tenant_id, assessment) REFERENCES assessments (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessment_answers_kept_item_check CHECK (item ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(item) <= 64),
    CONSTRAINT assessment_answers_kept_standing_check CHECK (standing IN ('answered', 'outside_competence', 'not_answered')),
    CONSTRAINT assessment_answers_kept_size_check CHECK (octet_length(value::text) <= 20000),
    CONSTRAINT assessment_answers_kept_note_check CHECK (length(note) BETWEEN 1 AND 4000)
);

CREATE INDEX assessment_answers_kept_answered_by_index ON assessment_answers_kept (tenant_id, answered_by);
CREATE INDEX assessment_answers_kept_assessment_item_index ON assessment_answers_kept (tenant_id, assessment, item);

ALTER TABLE assessment_answers_kept ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_answers_kept FORCE ROW LEVEL SECURITY;
CREATE POLICY assessment_answers_kept_tenant ON assessment_answers_kept TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessment_answers_kept TO interlace_app;

CREATE TABLE assessment_comments (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    assessment UUID NOT NULL,
    item TEXT COLLATE "C",
    text TEXT NOT NULL,
    author UUID NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT assessment_comments_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT assessment_comments_tenant_id_assessment_fk FOREIGN KEY(tenant_id, assessment) REFERENCES assessments (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessment_comments_item_check CHECK (item ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(item) <= 64),
    CONSTRAINT assessment_comments_text_check CHECK (length(text) BETWEEN 1 AND 4000)
);

CREATE INDEX assessment_comments_assessment_item_index ON assessment_comments (tenant_id, assessment, item);
CREATE INDEX assessment_comments_author_index ON assessment_comments (tenant_id, author);

ALTER TABLE assessment_comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_comments FORCE ROW LEVEL SECURITY;
CREATE POLICY assessment_comments_tenant ON assessment_comments TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessment_comments TO interlace_app;

CREATE TABLE assessment_snapshots (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    assessment UUID NOT NULL,
    instrument TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    instrument_digest TEXT NOT NULL,
    answers JSONB NOT NULL,
    scores JSONB NOT NULL,
    digest TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT assessment_snapshots_pk PRIMARY KEY (tenant_id, assessment),
    CONSTRAINT assessment_snapshots_tenant_id_assessment_fk FOREIGN KEY(tenant_id, assessment) REFERENCES assessments (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT assessment_snapshots_instrument_check CHECK (instrument ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(instrument) <= 64),
    CONSTRAINT assessment_snapshots_version_check CHECK (version ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(version) <= 64),
    CONSTRAINT assessment_snapshots_instrument_digest_check CHECK (instrument_digest ~ '^[0-9a-f]{64}$'),
    CONSTRAINT assessment_snapshots_digest_check CHECK (digest ~ '^[0-9a-f]{64}$'),
    CONSTRAINT assessment_snapshots_answers_check CHECK (jsonb_typeof(answers) = 'object' AND octet_length(answers::text) <= 4194304),
    CONSTRAINT assessment_snapshots_scores_check CHECK (jsonb_typeof(scores) = 'object' AND octet_length(scores::text) <= 1048576)
);

ALTER TABLE assessment_snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_snapshots FORCE ROW LEVEL SECURITY;
CREATE POLICY assessment_snapshots_tenant ON assessment_snapshots TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessment_snapshots TO interlace_app;

