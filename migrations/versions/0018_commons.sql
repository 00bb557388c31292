-- Good practices, publications, and the commons that all tenants read.

-- Trusted: whoever may create in the database may create it, where the server has the files of PostgreSQL's own modules.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE practices (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    place TEXT,
    starts_on DATE,
    ends_on DATE,
    cells TEXT[] DEFAULT '{}' NOT NULL,
    purpose TEXT,
    stimulus TEXT,
    process TEXT,
    impact TEXT,
    resources TEXT,
    evidence JSONB DEFAULT '{}' NOT NULL,
    contacts TEXT[] DEFAULT '{}' NOT NULL,
    actions TEXT[] DEFAULT '{}' NOT NULL,
    findings TEXT[] DEFAULT '{}' NOT NULL,
    translations JSONB DEFAULT '{}' NOT NULL,
    state TEXT DEFAULT 'draft' NOT NULL,
    written_by UUID,
    written_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT practices_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT practices_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT practices_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT practices_state_check CHECK (state IN ('draft', 'review', 'published', 'archived')),
    CONSTRAINT practices_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT practices_summary_check CHECK (length(summary) BETWEEN 1 AND 1000),
    CONSTRAINT practices_place_check CHECK (length(place) BETWEEN 1 AND 200),
    CONSTRAINT practices_language_check CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$'),
    CONSTRAINT practices_purpose_check CHECK (length(purpose) BETWEEN 1 AND 8000),
    CONSTRAINT practices_stimulus_check CHECK (length(stimulus) BETWEEN 1 AND 8000),
    CONSTRAINT practices_process_check CHECK (length(process) BETWEEN 1 AND 8000),
    CONSTRAINT practices_impact_check CHECK (length(impact) BETWEEN 1 AND 8000),
    CONSTRAINT practices_resources_check CHECK (length(resources) BETWEEN 1 AND 8000),
    CONSTRAINT practices_cells_check CHECK (cardinality(cells) <= 80 AND array_position(cells, NULL) IS NULL AND octet_length(cells::text) <= 65536),
    CONSTRAINT practices_actions_check CHECK (cardinality(actions) <= 50 AND array_position(actions, NULL) IS NULL AND octet_length(actions::text) <= 65536),
    CONSTRAINT practices_findings_check CHECK (cardinality(findings) <= 50 AND array_position(findings, NULL) IS NULL AND octet_length(findings::text) <= 65536),
    CONSTRAINT practices_contacts_check CHECK (cardinality(contacts) <= 10 AND array_position(contacts, NULL) IS NULL AND octet_length(contacts::text) <= 65536),
    CONSTRAINT practices_evidence_check CHECK (jsonb_typeof(evidence) = 'object' AND octet_length(evidence::text) <= 262144),
    CONSTRAINT practices_translations_check CHECK (jsonb_typeof(translations) = 'object' AND octet_length(translations::text) <= 262144),
    CONSTRAINT practices_period_check CHECK (starts_on <= ends_on),
    CONSTRAINT practices_revision_check CHECK (revision >= 1)
);

CREATE INDEX practices_body_state_index ON practices (tenant_id, body, state);
CREATE INDEX practices_written_by_index ON practices (tenant_id, written_by);

ALTER TABLE practices ENABLE ROW LEVEL SECURITY;
ALTER TABLE practices FORCE ROW LEVEL SECURITY;
CREATE POLICY practices_tenant ON practices TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON practices TO interlace_app;

CREATE TABLE publications (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    state TEXT DEFAULT 'proposed' NOT NULL,
    proposed JSONB NOT NULL,
    proposed_by UUID,
    proposed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by UUID,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    reason TEXT,
    published UUID GENERATED ALWAYS AS (CASE WHEN state = 'published' THEN id END) STORED,
    CONSTRAINT publications_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT publications_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT publications_tenant_id_published_key UNIQUE (tenant_id, published),
    CONSTRAINT publications_kind_check CHECK (kind IN ('practice', 'profile', 'mentoring_offer', 'mentoring_request', 'study_visit', 'network', 'event')),
    CONSTRAINT publications_state_check CHECK (state IN ('proposed', 'published', 'refused', 'withdrawn')),
    CONSTRAINT publications_subject_check CHECK (subject ~ '^[a-z_]{1,32}:[0-9a-f-]{36}$'),
    CONSTRAINT publications_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT publications_proposed_check CHECK (jsonb_typeof(proposed) = 'object' AND octet_length(proposed::text) <= 1048576),
    CONSTRAINT publications_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT publications_reason_check CHECK (length(reason) BETWEEN 1 AND 2000),
    CONSTRAINT publications_decided_at_check CHECK ((state = 'proposed') <= (decided_at IS NULL)),
    CONSTRAINT publications_decided_check CHECK (state NOT IN ('published', 'refused') OR decided_at IS NOT NULL),
    CONSTRAINT publications_withdrawn_at_check CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
);

CREATE INDEX publications_body_index ON publications (tenant_id, body);
CREATE INDEX publications_decided_by_index ON publications (tenant_id, decided_by);
CREATE UNIQUE INDEX publications_live_key ON publications (tenant_id, subject) WHERE state = 'published';
CREATE UNIQUE INDEX publications_open_key ON publications (tenant_id, subject) WHERE state = 'proposed';
CREATE INDEX publications_proposed_by_index ON publications (tenant_id, proposed_by);
CREATE INDEX publications_state_index ON publications (tenant_id, state);
CREATE INDEX publications_subject_index ON publications (tenant_id, subject);
CREATE INDEX publications_withdrawn_by_index ON publications (tenant_id, withdrawn_by);

ALTER TABLE publications ENABLE ROW LEVEL SECURITY;
ALTER TABLE publications FORCE ROW LEVEL SECURITY;
CREATE POLICY publications_tenant ON publications TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON publications TO interlace_app;

CREATE TABLE commons_entries (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    publication UUID NOT NULL,
    kind TEXT NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    languages TEXT[] NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    other_text TEXT,
    body TEXT COLLATE "C" NOT NULL,
    body_name TEXT NOT NULL,
    level TEXT NOT NULL,
    tenant_name TEXT NOT NULL,
    country TEXT,
    principles TEXT[] DEFAULT '{}' NOT NULL,
    areas TEXT[] DEFAULT '{}' NOT NULL,
    cells TEXT[] DEFAULT '{}' NOT NULL,
    rules TEXT[] DEFAULT '{}' NOT NULL,
    starts_on DATE,
    ends_on DATE,
    year SMALLINT NOT NULL,
    content JSONB DEFAULT '{}' NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    search TSVECTOR GENERATED ALWAYS AS ((CASE WHEN language IN ('ar') THEN setweight(to_tsvector('arabic', title), 'A') || setweight(to_tsvector('arabic', summary), 'B') || setweight(to_tsvector('arabic', body_name), 'C') || setweight(to_tsvector('arabic', text), 'D') WHEN language IN ('ca') THEN setweight(to_tsvector('catalan', title), 'A') || setweight(to_tsvector('catalan', summary), 'B') || setweight(to_tsvector('catalan', body_name), 'C') || setweight(to_tsvector('catalan', text), 'D') WHEN language IN ('da') THEN setweight(to_tsvector('danish', title), 'A') || setweight(to_tsvector('danish', summary), 'B') || setweight(to_tsvector('danish', body_name), 'C') || setweight(to_tsvector('danish', text), 'D') WHEN language IN ('de') THEN setweight(to_tsvector('german', title), 'A') || setweight(to_tsvector('german', summary), 'B') || setweight(to_tsvector('german', body_name), 'C') || setweight(to_tsvector('german', text), 'D') WHEN language IN ('el') THEN setweight(to_tsvector('greek', title), 'A') || setweight(to_tsvector('greek', summary), 'B') || setweight(to_tsvector('greek', body_name), 'C') || setweight(to_tsvector('greek', text), 'D') WHEN language IN ('en') THEN setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', summary), 'B') || setweight(to_tsvector('english', body_name), 'C') || setweight(to_tsvector('english', text), 'D') WHEN language IN ('es') THEN setweight(to_tsvector('spanish', title), 'A') || setweight(to_tsvector('spanish', summary), 'B') || setweight(to_tsvector('spanish', body_name), 'C') || setweight(to_tsvector('spanish', text), 'D') WHEN language IN ('eu') THEN setweight(to_tsvector('basque', title), 'A') || setweight(to_tsvector('basque', summary), 'B') || setweight(to_tsvector('basque', body_name), 'C') || setweight(to_tsvector('basque', text), 'D') WHEN language IN ('fi') THEN setweight(to_tsvector('finnish', title), 'A') || setweight(to_tsvector('finnish', summary), 'B') || setweight(to_tsvector('finnish', body_name), 'C') || setweight(to_tsvector('finnish', text), 'D') WHEN language IN ('fr') THEN setweight(to_tsvector('french', title), 'A') || setweight(to_tsvector('french', summary), 'B') || setweight(to_tsvector('french', body_name), 'C') || setweight(to_tsvector('french', text), 'D') WHEN language IN ('ga') THEN setweight(to_tsvector('irish', title), 'A') || setweight(to_tsvector('irish', summary), 'B') || setweight(to_tsvector('irish', body_name), 'C') || setweight(to_tsvector('irish', text), 'D') WHEN language IN ('hu') THEN setweight(to_tsvector('hungarian', title), 'A') || setweight(to_tsvector('hungarian', summary), 'B') || setweight(to_tsvector('hungarian', body_name), 'C') || setweight(to_tsvector('hungarian', text), 'D') WHEN language IN ('hy') THEN setweight(to_tsvector('armenian', title), 'A') || setweight(to_tsvector('armenian', summary), 'B') || setweight(to_tsvector('armenian', body_name), 'C') || setweight(to_tsvector('armenian', text), 'D') WHEN language IN ('it') THEN setweight(to_tsvector('italian', title), 'A') || setweight(to_tsvector('italian', summary), 'B') || setweight(to_tsvector('italian', body_name), 'C') || setweight(to_tsvector('italian', text), 'D') WHEN language IN ('lt') THEN setweight(to_tsvector('lithuanian', title), 'A') || setweight(to_tsvector('lithuanian', summary), 'B') || setweight(to_tsvector('lithuanian', body_name), 'C') || setweight(to_tsvector('lithuanian', text), 'D') WHEN language IN ('nb', 'nn', 'no') THEN setweight(to_tsvector('norwegian', title), 'A') || setweight(to_tsvector('norwegian', summary), 'B') || setweight(to_tsvector('norwegian', body_name), 'C') || setweight(to_tsvector('norwegian', text), 'D') WHEN language IN ('nl') THEN setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', summary), 'B') || setweight(to_tsvector('dutch', body_name), 'C') || setweight(to_tsvector('dutch', text), 'D') WHEN language IN ('pt') THEN setweight(to_tsvector('portuguese', title), 'A') || setweight(to_tsvector('portuguese', summary), 'B') || setweight(to_tsvector('portuguese', body_name), 'C') || setweight(to_tsvector('portuguese', text), 'D') WHEN language IN ('ro') THEN setweight(to_tsvector('romanian', title), 'A') || setweight(to_tsvector('romanian', summary), 'B') || setweight(to_tsvector('romanian', body_name), 'C') || setweight(to_tsvector('romanian', text), 'D') WHEN language IN ('ru') THEN setweight(to_tsvector('russian', title), 'A') || setweight(to_tsvector('russian', summary), 'B') || setweight(to_tsvector('russian', body_name), 'C') || setweight(to_tsvector('russian', text), 'D') WHEN language IN ('sr') THEN setweight(to_tsvector('serbian', title), 'A') || setweight(to_tsvector('serbian', summary), 'B') || setweight(to_tsvector('serbian', body_name), 'C') || setweight(to_tsvector('serbian', text), 'D') WHEN language IN ('sv') THEN setweight(to_tsvector('swedish', title), 'A') || setweight(to_tsvector('swedish', summary), 'B') || setweight(to_tsvector('swedish', body_name), 'C') || setweight(to_tsvector('swedish', text), 'D') WHEN language IN ('tr') THEN setweight(to_tsvector('turkish', title), 'A') || setweight(to_tsvector('turkish', summary), 'B') || setweight(to_tsvector('turkish', body_name), 'C') || setweight(to_tsvector('turkish', text), 'D') ELSE setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', summary), 'B') || setweight(to_tsvector('simple', body_name), 'C') || setweight(to_tsvector('simple', text), 'D') END) || setweight(to_tsvector('simple', coalesce(other_text, '')), 'D')) STORED NOT NULL,
    names TEXT GENERATED ALWAYS AS (lower(title || ' ' || body_name)) STORED NOT NULL,
    CONSTRAINT commons_entries_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT commons_entries_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT commons_entries_tenant_id_publication_fk FOREIGN KEY(tenant_id, publication) REFERENCES publications (tenant_id, published) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT commons_entries_tenant_id_publication_key UNIQUE (tenant_id, publication),
    CONSTRAINT commons_entries_kind_check CHECK (kind IN ('practice', 'profile', 'mentoring_offer', 'mentoring_request', 'study_visit', 'network', 'event')),
    CONSTRAINT commons_entries_language_check CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$'),
    CONSTRAINT commons_entries_languages_check CHECK (cardinality(languages) BETWEEN 1 AND 20 AND languages @> ARRAY[language]),
    CONSTRAINT commons_entries_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT commons_entries_summary_check CHECK (length(summary) BETWEEN 1 AND 1000),
    CONSTRAINT commons_entries_text_check CHECK (length(text) <= 60000),
    CONSTRAINT commons_entries_other_text_check CHECK (length(other_text) <= 60000),
    CONSTRAINT commons_entries_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT commons_entries_body_name_check CHECK (length(body_name) BETWEEN 1 AND 1000),
    CONSTRAINT commons_entries_tenant_name_check CHECK (length(tenant_name) BETWEEN 1 AND 1000),
    CONSTRAINT commons_entries_level_check CHECK (length(level) <= 32),
    CONSTRAINT commons_entries_country_check CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT commons_entries_principles_check CHECK (principles <@ ARRAY['real_equality', 'diversity_advantage', 'meaningful_interaction', 'active_citizenship']::text[]),
    CONSTRAINT commons_entries_areas_check CHECK (areas <@ ARRAY['governance', 'anti_discrimination', 'education', 'housing', 'public_space', 'public_services', 'health_social_care', 'business_employment', 'culture_sport', 'religion_interfaith', 'mediation', 'security_justice', 'languages', 'media', 'international', 'intercultural_competence', 'welcoming', 'participation', 'civil_society', 'specific_groups']::text[]),
    CONSTRAINT commons_entries_cells_check CHECK (cardinality(cells) <= 80 AND octet_length(cells::text) <= 8192),
    CONSTRAINT commons_entries_rules_check CHECK (cardinality(rules) <= 50 AND octet_length(rules::text) <= 8192),
    CONSTRAINT commons_entries_content_check CHECK (jsonb_typeof(content) = 'object' AND octet_length(content::text) <= 1048576),
    CONSTRAINT commons_entries_period_check CHECK (starts_on <= ends_on)
);

CREATE INDEX commons_entries_areas_index ON commons_entries USING gin (areas);
CREATE INDEX commons_entries_cells_index ON commons_entries USING gin (cells);
CREATE INDEX commons_entries_id_index ON commons_entries (id);
CREATE INDEX commons_entries_latest_index ON commons_entries (published_at DESC, id DESC);
CREATE INDEX commons_entries_names_index ON commons_entries USING gin (names gin_trgm_ops);
CREATE INDEX commons_entries_rules_index ON commons_entries USING gin (rules);
CREATE INDEX commons_entries_search_index ON commons_entries USING gin (search);

ALTER TABLE commons_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE commons_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY commons_entries_read ON commons_entries FOR SELECT TO interlace_app
    USING (true);
CREATE POLICY commons_entries_publish ON commons_entries FOR INSERT TO interlace_app
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY commons_entries_change ON commons_entries FOR UPDATE TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY commons_entries_withdraw ON commons_entries FOR DELETE TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON commons_entries TO interlace_app;

CREATE TABLE commons_approaches (
    from_tenant UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    to_tenant UUID NOT NULL,
    entry UUID NOT NULL,
    gathering UUID,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    from_tenant_name TEXT NOT NULL,
    to_tenant_name TEXT NOT NULL,
    to_name TEXT NOT NULL,
    to_body TEXT COLLATE "C" NOT NULL,
    from_user UUID,
    from_body TEXT COLLATE "C" NOT NULL,
    from_name TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT DEFAULT 'sent' NOT NULL,
    answer TEXT,
    answered_by UUID,
    sent_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    told_at TIMESTAMP WITH TIME ZONE,
    answer_told_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT commons_approaches_pk PRIMARY KEY (from_tenant, id),
    CONSTRAINT commons_approaches_from_tenant_fk FOREIGN KEY(from_tenant) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT commons_approaches_kind_check CHECK (kind IN ('question', 'mentoring', 'application', 'membership', 'invitation')),
    CONSTRAINT commons_approaches_state_check CHECK (state IN ('sent', 'accepted', 'declined', 'withdrawn')),
    CONSTRAINT commons_approaches_answered_at_check CHECK ((state IN ('accepted', 'declined')) = (answered_at IS NOT NULL)),
    CONSTRAINT commons_approaches_from_body_check CHECK (from_body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(from_body) <= 64),
    CONSTRAINT commons_approaches_from_name_check CHECK (length(from_name) BETWEEN 1 AND 1000),
    CONSTRAINT commons_approaches_from_tenant_name_check CHECK (length(from_tenant_name) BETWEEN 1 AND 1000),
    CONSTRAINT commons_approaches_to_name_check CHECK (length(to_name) BETWEEN 1 AND 1000),
    CONSTRAINT commons_approaches_to_tenant_name_check CHECK (length(to_tenant_name) BETWEEN 1 AND 1000),
    CONSTRAINT commons_approaches_to_body_check CHECK (to_body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(to_body) <= 64),
    CONSTRAINT commons_approaches_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT commons_approaches_text_check CHECK (length(text) BETWEEN 1 AND 2000),
    CONSTRAINT commons_approaches_answer_check CHECK (length(answer) BETWEEN 1 AND 2000)
);

CREATE INDEX commons_approaches_entry_index ON commons_approaches (entry);
CREATE INDEX commons_approaches_from_tenant_from_user_index ON commons_approaches (from_tenant, from_user);
CREATE INDEX commons_approaches_to_tenant_answered_by_index ON commons_approaches (to_tenant, answered_by);
CREATE INDEX commons_approaches_to_tenant_gathering_index ON commons_approaches (to_tenant, gathering);
CREATE INDEX commons_approaches_to_tenant_to_body_index ON commons_approaches (to_tenant, to_body);
CREATE INDEX commons_approaches_unanswered_index ON commons_approaches (from_tenant)
    WHERE answered_at IS NOT NULL AND answer_told_at IS NULL;
CREATE INDEX commons_approaches_untold_index ON commons_approaches (to_tenant) WHERE told_at IS NULL;
CREATE INDEX commons_approaches_withdrawn_index ON commons_approaches (to_tenant)
    WHERE state = 'withdrawn' AND answer_told_at IS NULL;

ALTER TABLE commons_approaches ENABLE ROW LEVEL SECURITY;
ALTER TABLE commons_approaches FORCE ROW LEVEL SECURITY;
CREATE POLICY commons_approaches_read ON commons_approaches FOR SELECT TO interlace_app
    USING (from_tenant = current_setting('app.tenant_id')::uuid OR to_tenant = current_setting('app.tenant_id')::uuid);
CREATE POLICY commons_approaches_send ON commons_approaches FOR INSERT TO interlace_app
    WITH CHECK (from_tenant = current_setting('app.tenant_id')::uuid);
CREATE POLICY commons_approaches_change ON commons_approaches FOR UPDATE TO interlace_app
    USING (from_tenant = current_setting('app.tenant_id')::uuid OR to_tenant = current_setting('app.tenant_id')::uuid)
    WITH CHECK (from_tenant = current_setting('app.tenant_id')::uuid OR to_tenant = current_setting('app.tenant_id')::uuid);
CREATE POLICY commons_approaches_remove ON commons_approaches FOR DELETE TO interlace_app
    USING (from_tenant = current_setting('app.tenant_id')::uuid OR to_tenant = current_setting('app.tenant_id')::uuid);

-- Who wrote to whom, and what, is changed by neither side.
GRANT SELECT, INSERT, DELETE ON commons_approaches TO interlace_app;
GRANT UPDATE (from_user, state, answer, answered_by, answered_at, told_at, answer_told_at) ON commons_approaches TO interlace_app;
