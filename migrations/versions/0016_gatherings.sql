-- Mentoring, study visits, networks and events of a tenant's bodies; addresses of calendars.

CREATE TABLE gatherings (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    state TEXT DEFAULT 'draft' NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    principles TEXT[] DEFAULT '{}' NOT NULL,
    areas TEXT[] DEFAULT '{}' NOT NULL,
    languages TEXT[] DEFAULT '{}' NOT NULL,
    starts_on DATE,
    ends_on DATE,
    until DATE,
    places BIGINT,
    content JSONB DEFAULT '{}' NOT NULL,
    made_by UUID,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT gatherings_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT gatherings_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT gatherings_kind_check CHECK (kind IN ('mentoring_offer', 'mentoring_request', 'study_visit', 'network', 'event')),
    CONSTRAINT gatherings_state_check CHECK (state IN ('draft', 'open', 'closed')),
    CONSTRAINT gatherings_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT gatherings_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT gatherings_text_check CHECK (length(text) BETWEEN 1 AND 8000),
    CONSTRAINT gatherings_language_check CHECK (language ~ '^[a-z]{2,3}$'),
    CONSTRAINT gatherings_principles_check CHECK (principles <@ ARRAY['real_equality', 'diversity_advantage', 'meaningful_interaction', 'active_citizenship']::text[] AND cardinality(principles) <= 50),
    CONSTRAINT gatherings_areas_check CHECK (areas <@ ARRAY['governance', 'anti_discrimination', 'education', 'housing', 'public_space', 'public_services', 'health_social_care', 'business_employment', 'culture_sport', 'religion_interfaith', 'mediation', 'security_justice', 'languages', 'media', 'international', 'intercultural_competence', 'welcoming', 'participation', 'civil_society', 'specific_groups']::text[] AND cardinality(areas) <= 50),
    CONSTRAINT gatherings_languages_check CHECK (cardinality(languages) <= 20 AND length(array_to_string(languages, '')) <= 60),
    CONSTRAINT gatherings_period_check CHECK (starts_on <= ends_on),
    CONSTRAINT gatherings_places_check CHECK (places BETWEEN 1 AND 10000),
    CONSTRAINT gatherings_content_check CHECK (jsonb_typeof(content) = 'object' AND octet_length(content::text) <= 131072),
    CONSTRAINT gatherings_revision_check CHECK (revision >= 1)
);

CREATE INDEX gatherings_body_index ON gatherings (tenant_id, body);
CREATE INDEX gatherings_kind_state_index ON gatherings (tenant_id, kind, state);
CREATE INDEX gatherings_made_by_index ON gatherings (tenant_id, made_by);

ALTER TABLE gatherings ENABLE ROW LEVEL SECURITY;
ALTER TABLE gatherings FORCE ROW LEVEL SECURITY;
CREATE POLICY gatherings_tenant ON gatherings TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON gatherings TO interlace_app;

CREATE TABLE calendar_feeds (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    user_id UUID NOT NULL,
    secret_hash BYTEA NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT calendar_feeds_pk PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT calendar_feeds_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT calendar_feeds_secret_hash_check CHECK (octet_length(secret_hash) = 32)
);

CREATE UNIQUE INDEX calendar_feeds_secret_hash_index ON calendar_feeds (tenant_id, secret_hash);

ALTER TABLE calendar_feeds ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_feeds FORCE ROW LEVEL SECURITY;
CREATE POLICY calendar_feeds_tenant ON calendar_feeds TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feeds TO interlace_app;

