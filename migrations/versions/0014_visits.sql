-- Expert visits: plans, experts, findings, observations, recommendations, what is said of them.

CREATE TABLE visits (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    language TEXT DEFAULT 'en' NOT NULL,
    assessment UUID,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    programme JSONB DEFAULT '{}' NOT NULL,
    met JSONB DEFAULT '{}' NOT NULL,
    planned_by TEXT NOT NULL,
    planned_at TIMESTAMP WITH TIME ZONE NOT NULL,
    summary TEXT,
    concluded_at TIMESTAMP WITH TIME ZONE,
    review UUID,
    sent_at TIMESTAMP WITH TIME ZONE,
    comment TEXT,
    agrees BOOLEAN,
    commented_by TEXT,
    commented_at TIMESTAMP WITH TIME ZONE,
    published_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT visits_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT visits_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT visits_tenant_id_assessment_fk FOREIGN KEY(tenant_id, assessment) REFERENCES assessments (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT visits_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT visits_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT visits_language_check CHECK (language IN ('en', 'fr', 'pt', 'es')),
    CONSTRAINT visits_period_check CHECK (starts_on <= ends_on),
    CONSTRAINT visits_programme_check CHECK (jsonb_typeof(programme) = 'object' AND octet_length(programme::text) <= 524288 AND jsonb_array_length(coalesce(programme -> 'entries', '[]')) <= 100),
    CONSTRAINT visits_met_check CHECK (jsonb_typeof(met) = 'object' AND octet_length(met::text) <= 524288 AND jsonb_array_length(coalesce(met -> 'entries', '[]')) <= 100),
    CONSTRAINT visits_summary_check CHECK (length(summary) BETWEEN 1 AND 4000),
    CONSTRAINT visits_comment_check CHECK (length(comment) BETWEEN 1 AND 4000),
    CONSTRAINT visits_agrees_check CHECK ((commented_at IS NULL) = (agrees IS NULL)),
    CONSTRAINT visits_sent_at_check CHECK (sent_at IS NOT NULL OR (commented_at IS NULL AND published_at IS NULL)),
    CONSTRAINT visits_published_at_check CHECK (published_at IS NULL OR commented_at IS NOT NULL),
    CONSTRAINT visits_closed_at_check CHECK (closed_at IS NULL OR published_at IS NULL),
    CONSTRAINT visits_revision_check CHECK (revision >= 1),
    CONSTRAINT visits_planned_by_check CHECK ("planned_by" ~ '^(system|(user|service):[0-9a-f-]{36})$'),
    CONSTRAINT visits_commented_by_check CHECK ("commented_by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX visits_assessment_index ON visits (tenant_id, assessment);
CREATE INDEX visits_body_index ON visits (tenant_id, body);

ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE visits FORCE ROW LEVEL SECURITY;
CREATE POLICY visits_tenant ON visits TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON visits TO interlace_app;

CREATE TABLE visit_experts (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    visit UUID NOT NULL,
    user_id UUID NOT NULL,
    named_by TEXT NOT NULL,
    named_at TIMESTAMP WITH TIME ZONE NOT NULL,
    left_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT visit_experts_pk PRIMARY KEY (tenant_id, visit, user_id),
    CONSTRAINT visit_experts_tenant_id_visit_fk FOREIGN KEY(tenant_id, visit) REFERENCES visits (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT visit_experts_named_by_check CHECK ("named_by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX visit_experts_user_id_index ON visit_experts (tenant_id, user_id);

ALTER TABLE visit_experts ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_experts FORCE ROW LEVEL SECURITY;
CREATE POLICY visit_experts_tenant ON visit_experts TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON visit_experts TO interlace_app;

CREATE TABLE visit_findings (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    visit UUID NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    said TEXT NOT NULL,
    standing TEXT,
    value JSONB,
    reason TEXT,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT visit_findings_pk PRIMARY KEY (tenant_id, visit, item),
    CONSTRAINT visit_findings_tenant_id_visit_fk FOREIGN KEY(tenant_id, visit) REFERENCES visits (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT visit_findings_item_check CHECK (item ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(item) <= 64),
    CONSTRAINT visit_findings_said_check CHECK (said IN ('confirmed', 'adjusted', 'not_seen')),
    CONSTRAINT visit_findings_adjusted_check CHECK ((said = 'adjusted') = (standing IS NOT NULL)),
    CONSTRAINT visit_findings_standing_check CHECK (standing IN ('answered', 'outside_competence', 'not_answered')),
    CONSTRAINT visit_findings_value_check CHECK ((value IS NOT NULL) = (standing IS NOT DISTINCT FROM 'answered')),
    CONSTRAINT visit_findings_size_check CHECK (octet_length(value::text) <= 20000),
    CONSTRAINT visit_findings_reasoned_check CHECK (said <> 'adjusted' OR reason IS NOT NULL),
    CONSTRAINT visit_findings_reason_check CHECK (length(reason) BETWEEN 1 AND 4000),
    CONSTRAINT visit_findings_revision_check CHECK (revision >= 1),
    CONSTRAINT visit_findings_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX visit_findings_by_index ON visit_findings (tenant_id, by);

ALTER TABLE visit_findings ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_findings FORCE ROW LEVEL SECURITY;
CREATE POLICY visit_findings_tenant ON visit_findings TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON visit_findings TO interlace_app;

CREATE TABLE visit_observations (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    visit UUID NOT NULL,
    kind TEXT NOT NULL,
    area TEXT COLLATE "C",
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT visit_observations_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT visit_observations_tenant_id_visit_fk FOREIGN KEY(tenant_id, visit) REFERENCES visits (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT visit_observations_kind_check CHECK (kind IN ('strength', 'observation')),
    CONSTRAINT visit_observations_area_check CHECK (area ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(area) <= 64),
    CONSTRAINT visit_observations_text_check CHECK (length(text) BETWEEN 1 AND 4000),
    CONSTRAINT visit_observations_revision_check CHECK (revision >= 1),
    CONSTRAINT visit_observations_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX visit_observations_by_index ON visit_observations (tenant_id, by);
CREATE INDEX visit_observations_visit_index ON visit_observations (tenant_id, visit);

ALTER TABLE visit_observations ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_observations FORCE ROW LEVEL SECURITY;
CREATE POLICY visit_observations_tenant ON visit_observations TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON visit_observations TO interlace_app;

CREATE TABLE visit_recommendations (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    visit UUID NOT NULL,
    text TEXT NOT NULL,
    area TEXT COLLATE "C",
    principle TEXT,
    cells TEXT[] DEFAULT '{}' NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    deadline DATE,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    steps BIGINT DEFAULT '0' NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT visit_recommendations_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT visit_recommendations_tenant_id_visit_fk FOREIGN KEY(tenant_id, visit) REFERENCES visits (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT visit_recommendations_text_check CHECK (length(text) BETWEEN 1 AND 4000),
    CONSTRAINT visit_recommendations_area_check CHECK (area ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(area) <= 64),
    CONSTRAINT visit_recommendations_principle_check CHECK (principle IN ('real_equality', 'diversity_advantage', 'meaningful_interaction', 'active_citizenship')),
    CONSTRAINT visit_recommendations_cells_check CHECK (cells <@ ARRAY['real_equality:governance', 'real_equality:anti_discrimination', 'real_equality:education', 'real_equality:housing', 'real_equality:public_space', 'real_equality:public_services', 'real_equality:health_social_care', 'real_equality:business_employment', 'real_equality:culture_sport', 'real_equality:religion_interfaith', 'real_equality:mediation', 'real_equality:security_justice', 'real_equality:languages', 'real_equality:media', 'real_equality:international', 'real_equality:intercultural_competence', 'real_equality:welcoming', 'real_equality:participation', 'real_equality:civil_society', 'real_equality:specific_groups', 'diversity_advantage:governance', 'diversity_advantage:anti_discrimination', 'diversity_advantage:education', 'diversity_advantage:housing', 'diversity_advantage:public_space', 'diversity_advantage:public_services', 'diversity_advantage:health_social_care', 'diversity_advantage:business_employment', 'diversity_advantage:culture_sport', 'diversity_advantage:religion_interfaith', 'diversity_advantage:mediation', 'diversity_advantage:security_justice', 'diversity_advantage:languages', 'diversity_advantage:media', 'diversity_advantage:international', 'diversity_advantage:intercultural_competence', 'diversity_advantage:welcoming', 'diversity_advantage:participation', 'diversity_advantage:civil_society', 'diversity_advantage:specific_groups', 'meaningful_interaction:governance', 'meaningful_interaction:anti_discrimination', 'meaningful_interaction:education', 'meaningful_interaction:housing', 'meaningful_interaction:public_space', 'meaningful_interaction:public_services', 'meaningful_interaction:health_social_care', 'meaningful_interaction:business_employment', 'meaningful_interaction:culture_sport', 'meaningful_interaction:religion_interfaith', 'meaningful_interaction:mediation', 'meaningful_interaction:security_justice', 'meaningful_interaction:languages', 'meaningful_interaction:media', 'meaningful_interaction:international', 'meaningful_interaction:intercultural_competence', 'meaningful_interaction:welcoming', 'meaningful_interaction:participation', 'meaningful_interaction:civil_society', 'meaningful_interaction:specific_groups', 'active_citizenship:governance', 'active_citizenship:anti_discrimination', 'active_citizenship:education', 'active_citizenship:housing', 'active_citizenship:public_space', 'active_citizenship:public_services', 'active_citizenship:health_social_care', 'active_citizenship:business_employment', 'active_citizenship:culture_sport', 'active_citizenship:religion_interfaith', 'active_citizenship:mediation', 'active_citizenship:security_justice', 'active_citizenship:languages', 'active_citizenship:media', 'active_citizenship:international', 'active_citizenship:intercultural_competence', 'active_citizenship:welcoming', 'active_citizenship:participation', 'active_citizenship:civil_society', 'active_citizenship:specific_groups']::text[] AND cardinality(cells) <= 20 AND (cells = '{}' OR array_ndims(cells) = 1)),
    CONSTRAINT visit_recommendations_owner_check CHECK (owner ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(owner) <= 64),
    CONSTRAINT visit_recommendations_counts_check CHECK (steps >= 0 AND revision >= 1),
    CONSTRAINT visit_recommendations_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX visit_recommendations_by_index ON visit_recommendations (tenant_id, by);
CREATE INDEX visit_recommendations_deadline_index ON visit_recommendations (tenant_id, deadline);
CREATE INDEX visit_recommendations_owner_index ON visit_recommendations (tenant_id, owner);
CREATE INDEX visit_recommendations_visit_index ON visit_recommendations (tenant_id, visit);

ALTER TABLE visit_recommendations ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_recommendations FORCE ROW LEVEL SECURITY;
CREATE POLICY visit_recommendations_tenant ON visit_recommendations TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON visit_recommendations TO interlace_app;

CREATE TABLE visit_steps (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    recommendation UUID NOT NULL,
    number BIGINT NOT NULL,
    said TEXT NOT NULL,
    reason TEXT,
    evidence TEXT,
    body TEXT COLLATE "C",
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT visit_steps_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT visit_steps_tenant_id_recommendation_number_key UNIQUE (tenant_id, recommendation, number),
    CONSTRAINT visit_steps_tenant_id_recommendation_fk FOREIGN KEY(tenant_id, recommendation) REFERENCES visit_recommendations (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT visit_steps_said_check CHECK (said IN ('accepts', 'in_part', 'not_accepted', 'in_progress', 'done', 'confirmed', 'reopened')),
    CONSTRAINT visit_steps_number_check CHECK (number > 0),
    CONSTRAINT visit_steps_reason_check CHECK (length(reason) BETWEEN 1 AND 4000),
    CONSTRAINT visit_steps_evidence_check CHECK (length(evidence) BETWEEN 1 AND 2000),
    CONSTRAINT visit_steps_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT visit_steps_by_check CHECK ("by" ~ '^(system|(user|service):[0-9a-f-]{36})$')
);

CREATE INDEX visit_steps_by_index ON visit_steps (tenant_id, by);

ALTER TABLE visit_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY visit_steps_tenant ON visit_steps TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON visit_steps TO interlace_app;

