-- The register, history and identity: tables, who may do what with them, and row-level security under every tenant's table.

-- Tables

CREATE TABLE registers (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    revision BIGINT DEFAULT '0' NOT NULL,
    name TEXT,
    country TEXT,
    languages TEXT[],
    thresholds JSONB DEFAULT '{}' NOT NULL,
    competence_matrix JSONB DEFAULT '{}' NOT NULL,
    further_columns JSONB DEFAULT '{}' NOT NULL,
    audit_number BIGINT DEFAULT '0' NOT NULL,
    audit_hash BYTEA DEFAULT decode('', 'hex') NOT NULL,
    CONSTRAINT registers_pk PRIMARY KEY (tenant_id),
    CONSTRAINT registers_country_check CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT registers_revision_check CHECK (revision >= 0),
    CONSTRAINT registers_thresholds_check CHECK (jsonb_typeof(thresholds) = 'object'),
    CONSTRAINT registers_competence_matrix_check CHECK (jsonb_typeof(competence_matrix) = 'object'),
    CONSTRAINT registers_further_columns_check CHECK (jsonb_typeof(further_columns) = 'object')
);

CREATE TABLE single_use_links (
    secret_hash BYTEA NOT NULL,
    user_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT single_use_links_pk PRIMARY KEY (secret_hash),
    CONSTRAINT single_use_links_purpose_check CHECK (purpose IN ('invitation', 'reset'))
);

CREATE INDEX single_use_links_user_id_index ON single_use_links (user_id);

CREATE TABLE tenants (
    id UUID NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT tenants_pk PRIMARY KEY (id),
    CONSTRAINT tenants_slug_check CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT tenants_status_check CHECK (status IN ('open', 'suspended')),
    CONSTRAINT tenants_slug_key UNIQUE (slug)
);

CREATE TABLE users (
    id UUID NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT DEFAULT 'en' NOT NULL,
    password_hash TEXT,
    operator BOOLEAN DEFAULT 'false' NOT NULL,
    signed_out_before TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    failed_attempts BIGINT DEFAULT '0' NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT users_pk PRIMARY KEY (id),
    CONSTRAINT users_email_check CHECK (email ~ '^[^@[:space:]]{1,64}@[^@[:space:]]{1,189}$'),
    CONSTRAINT users_name_check CHECK (length(name) BETWEEN 1 AND 200)
);

CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE works (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT works_pk PRIMARY KEY (tenant_id, code),
    CONSTRAINT works_tenant_id_code_kind_key UNIQUE (tenant_id, code, kind),
    CONSTRAINT works_kind_check CHECK (kind IN ('strategy', 'action'))
);

CREATE TABLE audit (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    number BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    operation TEXT NOT NULL,
    subject TEXT NOT NULL,
    revision BIGINT,
    details JSONB NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (tenant_id, number),
    CONSTRAINT audit_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE bodies (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    rank SMALLINT GENERATED ALWAYS AS (CASE level WHEN 'national' THEN 0 WHEN 'regional' THEN 1 WHEN 'intermediate' THEN 2 WHEN 'local' THEN 3 WHEN 'submunicipal' THEN 4 WHEN 'civil_society' THEN 5 WHEN 'network' THEN 6 END) STORED NOT NULL,
    parent TEXT COLLATE "C",
    parent_rank SMALLINT,
    population BIGINT,
    valid_from DATE,
    valid_to DATE,
    identifiers TEXT[],
    website TEXT,
    scope TEXT,
    serves TEXT COLLATE "C",
    serves_rank SMALLINT,
    meets_every_months BIGINT,
    last_met_on DATE,
    further JSONB,
    CONSTRAINT bodies_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT bodies_tenant_id_code_key UNIQUE (tenant_id, code),
    CONSTRAINT bodies_tenant_id_code_rank_key UNIQUE (tenant_id, code, rank),
    CONSTRAINT bodies_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT bodies_tenant_id_parent_parent_rank_fk FOREIGN KEY(tenant_id, parent, parent_rank) REFERENCES bodies (tenant_id, code, rank) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT bodies_tenant_id_serves_serves_rank_fk FOREIGN KEY(tenant_id, serves, serves_rank) REFERENCES bodies (tenant_id, code, rank) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT bodies_period_check CHECK (valid_from <= valid_to),
    CONSTRAINT bodies_parent_rank_check CHECK ((parent IS NULL) = (parent_rank IS NULL)),
    CONSTRAINT bodies_serves_rank_check CHECK ((serves IS NULL) = (serves_rank IS NULL)),
    CONSTRAINT bodies_parent_check CHECK (parent IS NULL OR (parent_rank <= 4 AND rank <> 6 AND (rank = 5 OR parent_rank < rank))),
    CONSTRAINT bodies_serves_check CHECK (serves_rank <= 4),
    CONSTRAINT bodies_code_check CHECK ("code" ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length("code") <= 64),
    CONSTRAINT bodies_name_check CHECK (length("name") BETWEEN 1 AND 20000),
    CONSTRAINT bodies_level_check CHECK ("level" IN ('national', 'regional', 'intermediate', 'local', 'submunicipal', 'civil_society', 'network')),
    CONSTRAINT bodies_population_check CHECK ("population" BETWEEN 0 AND 1000000000000),
    CONSTRAINT bodies_identifiers_check CHECK (cardinality("identifiers") > 0 AND array_ndims("identifiers") = 1 AND array_position("identifiers", NULL) IS NULL AND array_position("identifiers", '') IS NULL),
    CONSTRAINT bodies_website_check CHECK (length("website") BETWEEN 1 AND 20000),
    CONSTRAINT bodies_scope_check CHECK ("scope" IN ('multilevel', 'peer')),
    CONSTRAINT bodies_meets_every_months_check CHECK ("meets_every_months" BETWEEN 1 AND 1200),
    CONSTRAINT bodies_valid_from_check CHECK ("valid_from" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT bodies_valid_to_check CHECK ("valid_to" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT bodies_last_met_on_check CHECK ("last_met_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT bodies_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX bodies_parent_index ON bodies (tenant_id, parent);

CREATE INDEX bodies_serves_index ON bodies (tenant_id, serves);

CREATE TABLE changes (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    revision BIGINT NOT NULL,
    part BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    operation TEXT NOT NULL,
    note TEXT,
    entries BYTEA NOT NULL,
    CONSTRAINT changes_pk PRIMARY KEY (tenant_id, revision, part),
    CONSTRAINT changes_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE outbox (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    event TEXT NOT NULL,
    revision BIGINT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    payload JSONB NOT NULL,
    CONSTRAINT outbox_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT outbox_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE refresh_families (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    client JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT refresh_families_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT refresh_families_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX refresh_families_user_id_index ON refresh_families (tenant_id, user_id);

CREATE TABLE reports (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    reported_on DATE NOT NULL,
    progress TEXT,
    note TEXT,
    further JSONB,
    CONSTRAINT reports_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT reports_tenant_id_subject_reported_on_key UNIQUE (tenant_id, subject, reported_on),
    CONSTRAINT reports_tenant_id_subject_fk FOREIGN KEY(tenant_id, subject) REFERENCES works (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT reports_progress_check CHECK ("progress" ~ '^[0-9]{1,18}(\.[0-9]{1,18})?$' AND "progress"::numeric <= 100),
    CONSTRAINT reports_note_check CHECK (length("note") BETWEEN 1 AND 20000),
    CONSTRAINT reports_reported_on_check CHECK ("reported_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT reports_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE TABLE service_accounts (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT[] NOT NULL,
    created_by UUID NOT NULL,
    secret_hash BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    last_used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT service_accounts_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT service_accounts_tenant_id_name_key UNIQUE (tenant_id, name),
    CONSTRAINT service_accounts_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT service_accounts_scopes_check CHECK (scopes <@ ARRAY['read', 'write', 'findings', 'import', 'webhooks']::text[] AND cardinality(scopes) > 0),
    CONSTRAINT service_accounts_name_check CHECK (length(name) BETWEEN 1 AND 200)
);

CREATE TABLE actions (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    work_kind TEXT GENERATED ALWAYS AS ('action'::text) STORED NOT NULL,
    title TEXT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    status TEXT,
    starts_on DATE,
    ends_on DATE,
    cells TEXT[],
    budget_amount TEXT,
    budget_currency TEXT,
    url TEXT,
    further JSONB,
    CONSTRAINT actions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT actions_tenant_id_code_key UNIQUE (tenant_id, code),
    CONSTRAINT actions_tenant_id_code_work_kind_fk FOREIGN KEY(tenant_id, code, work_kind) REFERENCES works (tenant_id, code, kind) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT actions_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT actions_period_check CHECK (starts_on <= ends_on),
    CONSTRAINT actions_code_check CHECK ("code" ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length("code") <= 64),
    CONSTRAINT actions_title_check CHECK (length("title") BETWEEN 1 AND 20000),
    CONSTRAINT actions_status_check CHECK ("status" IN ('planned', 'ongoing', 'completed', 'cancelled')),
    CONSTRAINT actions_cells_check CHECK ("cells" <@ ARRAY['real_equality:governance', 'real_equality:anti_discrimination', 'real_equality:education', 'real_equality:housing', 'real_equality:public_space', 'real_equality:public_services', 'real_equality:health_social_care', 'real_equality:business_employment', 'real_equality:culture_sport', 'real_equality:religion_interfaith', 'real_equality:mediation', 'real_equality:security_justice', 'real_equality:languages', 'real_equality:media', 'real_equality:international', 'real_equality:intercultural_competence', 'real_equality:welcoming', 'real_equality:participation', 'real_equality:civil_society', 'real_equality:specific_groups', 'diversity_advantage:governance', 'diversity_advantage:anti_discrimination', 'diversity_advantage:education', 'diversity_advantage:housing', 'diversity_advantage:public_space', 'diversity_advantage:public_services', 'diversity_advantage:health_social_care', 'diversity_advantage:business_employment', 'diversity_advantage:culture_sport', 'diversity_advantage:religion_interfaith', 'diversity_advantage:mediation', 'diversity_advantage:security_justice', 'diversity_advantage:languages', 'diversity_advantage:media', 'diversity_advantage:international', 'diversity_advantage:intercultural_competence', 'diversity_advantage:welcoming', 'diversity_advantage:participation', 'diversity_advantage:civil_society', 'diversity_advantage:specific_groups', 'meaningful_interaction:governance', 'meaningful_interaction:anti_discrimination', 'meaningful_interaction:education', 'meaningful_interaction:housing', 'meaningful_interaction:public_space', 'meaningful_interaction:public_services', 'meaningful_interaction:health_social_care', 'meaningful_interaction:business_employment', 'meaningful_interaction:culture_sport', 'meaningful_interaction:religion_interfaith', 'meaningful_interaction:mediation', 'meaningful_interaction:security_justice', 'meaningful_interaction:languages', 'meaningful_interaction:media', 'meaningful_interaction:international', 'meaningful_interaction:intercultural_competence', 'meaningful_interaction:welcoming', 'meaningful_interaction:participation', 'meaningful_interaction:civil_society', 'meaningful_interaction:specific_groups', 'active_citizenship:governance', 'active_citizenship:anti_discrimination', 'active_citizenship:education', 'active_citizenship:housing', 'active_citizenship:public_space', 'active_citizenship:public_services', 'active_citizenship:health_social_care', 'active_citizenship:business_employment', 'active_citizenship:culture_sport', 'active_citizenship:religion_interfaith', 'active_citizenship:mediation', 'active_citizenship:security_justice', 'active_citizenship:languages', 'active_citizenship:media', 'active_citizenship:international', 'active_citizenship:intercultural_competence', 'active_citizenship:welcoming', 'active_citizenship:participation', 'active_citizenship:civil_society', 'active_citizenship:specific_groups']::text[] AND cardinality("cells") > 0 AND array_ndims("cells") = 1),
    CONSTRAINT actions_budget_amount_check CHECK ("budget_amount" ~ '^[0-9]{1,18}(\.[0-9]{1,18})?$'),
    CONSTRAINT actions_budget_currency_check CHECK (length("budget_currency") BETWEEN 1 AND 20000),
    CONSTRAINT actions_url_check CHECK (length("url") BETWEEN 1 AND 20000),
    CONSTRAINT actions_starts_on_check CHECK ("starts_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT actions_ends_on_check CHECK ("ends_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT actions_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX actions_body_index ON actions (tenant_id, body);

CREATE TABLE competences (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    role TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE,
    legal_basis TEXT,
    further JSONB,
    CONSTRAINT competences_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT competences_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT competences_period_check CHECK (valid_from <= valid_to),
    CONSTRAINT competences_area_check CHECK ("area" IN ('governance', 'anti_discrimination', 'education', 'housing', 'public_space', 'public_services', 'health_social_care', 'business_employment', 'culture_sport', 'religion_interfaith', 'mediation', 'security_justice', 'languages', 'media', 'international', 'intercultural_competence', 'welcoming', 'participation', 'civil_society', 'specific_groups')),
    CONSTRAINT competences_role_check CHECK ("role" IN ('lead', 'shared', 'advisory', 'none')),
    CONSTRAINT competences_legal_basis_check CHECK (length("legal_basis") BETWEEN 1 AND 20000),
    CONSTRAINT competences_valid_from_check CHECK ("valid_from" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT competences_valid_to_check CHECK ("valid_to" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT competences_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX competences_body_index ON competences (tenant_id, body);

CREATE TABLE declarations (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    declared_on DATE NOT NULL,
    further JSONB,
    CONSTRAINT declarations_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT declarations_tenant_id_body_declared_on_key UNIQUE (tenant_id, body, declared_on),
    CONSTRAINT declarations_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT declarations_declared_on_check CHECK ("declared_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT declarations_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE TABLE memberships (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    role TEXT NOT NULL,
    body TEXT COLLATE "C",
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT memberships_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT memberships_tenant_id_user_id_role_body_key UNIQUE NULLS NOT DISTINCT (tenant_id, user_id, role, body),
    CONSTRAINT memberships_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT memberships_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT memberships_role_check CHECK (role IN ('reader', 'contributor', 'steward', 'administrator')),
    CONSTRAINT memberships_body_check CHECK ((role IN ('contributor', 'steward')) = (body IS NOT NULL))
);

CREATE INDEX memberships_body_index ON memberships (tenant_id, body);

CREATE INDEX memberships_user_id_index ON memberships (user_id);

CREATE TABLE relations (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    status TEXT,
    declared_on DATE,
    valid_from DATE,
    valid_to DATE,
    mechanism TEXT,
    evidence_url TEXT,
    source_rank SMALLINT NOT NULL,
    target_rank SMALLINT NOT NULL,
    one TEXT COLLATE "C" GENERATED ALWAYS AS (CASE WHEN kind IN ('coordinates_with', 'partners_with') AND source > target THEN target ELSE source END) STORED NOT NULL,
    other TEXT COLLATE "C" GENERATED ALWAYS AS (CASE WHEN kind IN ('coordinates_with', 'partners_with') AND source > target THEN source ELSE target END) STORED NOT NULL,
    starts DATE GENERATED ALWAYS AS (coalesce(valid_from, '-infinity'::date)) STORED NOT NULL,
    ends DATE GENERATED ALWAYS AS (coalesce(valid_to, 'infinity'::date)) STORED NOT NULL,
    follows DATE,
    further JSONB,
    CONSTRAINT relations_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT relations_tenant_id_one_other_kind_ends_key UNIQUE (tenant_id, one, other, kind, ends),
    CONSTRAINT relations_tenant_id_one_other_kind_follows_key UNIQUE NULLS NOT DISTINCT (tenant_id, one, other, kind, follows) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT relations_tenant_id_one_other_kind_follows_fk FOREIGN KEY(tenant_id, one, other, kind, follows) REFERENCES relations (tenant_id, one, other, kind, ends) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT relations_tenant_id_source_source_rank_fk FOREIGN KEY(tenant_id, source, source_rank) REFERENCES bodies (tenant_id, code, rank) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT relations_tenant_id_target_target_rank_fk FOREIGN KEY(tenant_id, target, target_rank) REFERENCES bodies (tenant_id, code, rank) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT relations_period_check CHECK (valid_from <= valid_to),
    CONSTRAINT relations_follows_check CHECK (follows < starts),
    CONSTRAINT relations_pair_check CHECK (source <> target),
    CONSTRAINT relations_member_of_check CHECK (kind <> 'member_of' OR target_rank = 6),
    CONSTRAINT relations_part_of_check CHECK (kind <> 'part_of' OR (target_rank <= 4 AND source_rank <> 6 AND (source_rank = 5 OR target_rank < source_rank))),
    CONSTRAINT relations_kind_check CHECK ("kind" IN ('coordinates_with', 'consults', 'partners_with', 'member_of', 'funds', 'reports_to', 'delegates_to', 'mentors', 'part_of')),
    CONSTRAINT relations_status_check CHECK ("status" IN ('declared', 'confirmed', 'disputed')),
    CONSTRAINT relations_mechanism_check CHECK (length("mechanism") BETWEEN 1 AND 20000),
    CONSTRAINT relations_evidence_url_check CHECK (length("evidence_url") BETWEEN 1 AND 20000),
    CONSTRAINT relations_declared_on_check CHECK ("declared_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT relations_valid_from_check CHECK ("valid_from" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT relations_valid_to_check CHECK ("valid_to" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT relations_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX relations_source_index ON relations (tenant_id, source);

CREATE INDEX relations_target_index ON relations (tenant_id, target);

CREATE TABLE strategies (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    work_kind TEXT GENERATED ALWAYS AS ('strategy'::text) STORED NOT NULL,
    title TEXT NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    status TEXT,
    starts_on DATE,
    ends_on DATE,
    review_due_on DATE,
    reviewed_on DATE,
    evidence_base TEXT,
    monitoring TEXT,
    funded TEXT,
    commitments_complete TEXT,
    url TEXT,
    further JSONB,
    CONSTRAINT strategies_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT strategies_tenant_id_code_key UNIQUE (tenant_id, code),
    CONSTRAINT strategies_tenant_id_code_work_kind_fk FOREIGN KEY(tenant_id, code, work_kind) REFERENCES works (tenant_id, code, kind) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT strategies_tenant_id_owner_fk FOREIGN KEY(tenant_id, owner) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT strategies_period_check CHECK (starts_on <= ends_on),
    CONSTRAINT strategies_code_check CHECK ("code" ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length("code") <= 64),
    CONSTRAINT strategies_title_check CHECK (length("title") BETWEEN 1 AND 20000),
    CONSTRAINT strategies_status_check CHECK ("status" IN ('draft', 'adopted', 'withdrawn')),
    CONSTRAINT strategies_evidence_base_check CHECK ("evidence_base" IN ('yes', 'no')),
    CONSTRAINT strategies_monitoring_check CHECK ("monitoring" IN ('yes', 'no')),
    CONSTRAINT strategies_funded_check CHECK ("funded" IN ('yes', 'no')),
    CONSTRAINT strategies_commitments_complete_check CHECK ("commitments_complete" IN ('yes', 'no')),
    CONSTRAINT strategies_url_check CHECK (length("url") BETWEEN 1 AND 20000),
    CONSTRAINT strategies_starts_on_check CHECK ("starts_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT strategies_ends_on_check CHECK ("ends_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT strategies_review_due_on_check CHECK ("review_due_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT strategies_reviewed_on_check CHECK ("reviewed_on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT strategies_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX strategies_owner_index ON strategies (tenant_id, owner);

CREATE TABLE successions (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    predecessor TEXT COLLATE "C" NOT NULL,
    successor TEXT COLLATE "C" NOT NULL,
    "on" DATE NOT NULL,
    kind TEXT,
    framework TEXT,
    further JSONB,
    CONSTRAINT successions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT successions_tenant_id_predecessor_successor_on_key UNIQUE (tenant_id, predecessor, successor, "on"),
    CONSTRAINT successions_tenant_id_predecessor_fk FOREIGN KEY(tenant_id, predecessor) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT successions_tenant_id_successor_fk FOREIGN KEY(tenant_id, successor) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT successions_pair_check CHECK (predecessor <> successor),
    CONSTRAINT successions_kind_check CHECK ("kind" IN ('merger', 'split', 'continuation', 'transfer')),
    CONSTRAINT successions_framework_check CHECK (length("framework") BETWEEN 1 AND 20000),
    CONSTRAINT successions_on_check CHECK ("on" BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT successions_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX successions_successor_index ON successions (tenant_id, successor);

CREATE TABLE action_partners (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    work TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    position SMALLINT NOT NULL,
    CONSTRAINT action_partners_pk PRIMARY KEY (tenant_id, work, body),
    CONSTRAINT action_partners_tenant_id_work_fk FOREIGN KEY(tenant_id, work) REFERENCES actions (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT action_partners_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX action_partners_body_index ON action_partners (tenant_id, body);

CREATE TABLE commitments (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    strategy TEXT COLLATE "C" NOT NULL,
    principle TEXT NOT NULL,
    area TEXT NOT NULL,
    depth SMALLINT NOT NULL,
    further JSONB,
    CONSTRAINT commitments_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT commitments_tenant_id_strategy_principle_area_key UNIQUE (tenant_id, strategy, principle, area),
    CONSTRAINT commitments_tenant_id_strategy_fk FOREIGN KEY(tenant_id, strategy) REFERENCES strategies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT commitments_principle_check CHECK ("principle" IN ('real_equality', 'diversity_advantage', 'meaningful_interaction', 'active_citizenship')),
    CONSTRAINT commitments_area_check CHECK ("area" IN ('governance', 'anti_discrimination', 'education', 'housing', 'public_space', 'public_services', 'health_social_care', 'business_employment', 'culture_sport', 'religion_interfaith', 'mediation', 'security_justice', 'languages', 'media', 'international', 'intercultural_competence', 'welcoming', 'participation', 'civil_society', 'specific_groups')),
    CONSTRAINT commitments_depth_check CHECK ("depth" BETWEEN 1 AND 3),
    CONSTRAINT commitments_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE TABLE links (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    "from" TEXT COLLATE "C" NOT NULL,
    "to" TEXT COLLATE "C" NOT NULL,
    status TEXT,
    further JSONB,
    CONSTRAINT links_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT links_tenant_id_from_to_key UNIQUE (tenant_id, "from", "to"),
    CONSTRAINT links_tenant_id_from_fk FOREIGN KEY(tenant_id, "from") REFERENCES works (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT links_tenant_id_to_fk FOREIGN KEY(tenant_id, "to") REFERENCES strategies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT links_pair_check CHECK ("from" <> "to"),
    CONSTRAINT links_status_check CHECK ("status" IN ('declared', 'confirmed', 'disputed')),
    CONSTRAINT links_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX links_to_index ON links (tenant_id, "to");

CREATE TABLE participations (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    revision BIGINT NOT NULL,
    strategy TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    phase TEXT NOT NULL,
    depth TEXT NOT NULL,
    further JSONB,
    CONSTRAINT participations_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT participations_tenant_id_strategy_body_phase_key UNIQUE (tenant_id, strategy, body, phase),
    CONSTRAINT participations_tenant_id_strategy_fk FOREIGN KEY(tenant_id, strategy) REFERENCES strategies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT participations_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT participations_phase_check CHECK ("phase" IN ('design', 'delivery', 'evaluation')),
    CONSTRAINT participations_depth_check CHECK ("depth" IN ('information', 'consultation', 'dialogue', 'active_involvement')),
    CONSTRAINT participations_further_check CHECK (jsonb_typeof(further) = 'object')
);

CREATE INDEX participations_body_index ON participations (tenant_id, body);

CREATE TABLE strategy_co_owners (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    work TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    position SMALLINT NOT NULL,
    CONSTRAINT strategy_co_owners_pk PRIMARY KEY (tenant_id, work, body),
    CONSTRAINT strategy_co_owners_tenant_id_work_fk FOREIGN KEY(tenant_id, work) REFERENCES strategies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT strategy_co_owners_tenant_id_body_fk FOREIGN KEY(tenant_id, body) REFERENCES bodies (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX strategy_co_owners_body_index ON strategy_co_owners (tenant_id, body);

-- Each tenant's rows are shown to that tenant's transactions alone. Without a tenant the setting cannot be read as a
-- UUID, so that a statement fails rather than shows everything.

ALTER TABLE registers ENABLE ROW LEVEL SECURITY;
ALTER TABLE registers FORCE ROW LEVEL SECURITY;
CREATE POLICY registers_tenant ON registers TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE works ENABLE ROW LEVEL SECURITY;
ALTER TABLE works FORCE ROW LEVEL SECURITY;
CREATE POLICY works_tenant ON works TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_tenant ON audit TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE bodies ENABLE ROW LEVEL SECURITY;
ALTER TABLE bodies FORCE ROW LEVEL SECURITY;
CREATE POLICY bodies_tenant ON bodies TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE changes FORCE ROW LEVEL SECURITY;
CREATE POLICY changes_tenant ON changes TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY outbox_tenant ON outbox TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE refresh_families ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_families FORCE ROW LEVEL SECURITY;
CREATE POLICY refresh_families_tenant ON refresh_families TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports FORCE ROW LEVEL SECURITY;
CREATE POLICY reports_tenant ON reports TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE service_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY service_accounts_tenant ON service_accounts TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE actions ENABLE ROW LEVEL SECURITY;
ALTER TABLE actions FORCE ROW LEVEL SECURITY;
CREATE POLICY actions_tenant ON actions TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE competences ENABLE ROW LEVEL SECURITY;
ALTER TABLE competences FORCE ROW LEVEL SECURITY;
CREATE POLICY competences_tenant ON competences TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE declarations ENABLE ROW LEVEL SECURITY;
ALTER TABLE declarations FORCE ROW LEVEL SECURITY;
CREATE POLICY declarations_tenant ON declarations TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY memberships_tenant ON memberships TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE relations ENABLE ROW LEVEL SECURITY;
ALTER TABLE relations FORCE ROW LEVEL SECURITY;
CREATE POLICY relations_tenant ON relations TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE strategies ENABLE ROW LEVEL SECURITY;
ALTER TABLE strategies FORCE ROW LEVEL SECURITY;
CREATE POLICY strategies_tenant ON strategies TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE successions ENABLE ROW LEVEL SECURITY;
ALTER TABLE successions FORCE ROW LEVEL SECURITY;
CREATE POLICY successions_tenant ON successions TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE action_partners ENABLE ROW LEVEL SECURITY;
ALTER TABLE action_partners FORCE ROW LEVEL SECURITY;
CREATE POLICY action_partners_tenant ON action_partners TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE commitments ENABLE ROW LEVEL SECURITY;
ALTER TABLE commitments FORCE ROW LEVEL SECURITY;
CREATE POLICY commitments_tenant ON commitments TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE links ENABLE ROW LEVEL SECURITY;
ALTER TABLE links FORCE ROW LEVEL SECURITY;
CREATE POLICY links_tenant ON links TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE participations ENABLE ROW LEVEL SECURITY;
ALTER TABLE participations FORCE ROW LEVEL SECURITY;
CREATE POLICY participations_tenant ON participations TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE strategy_co_owners ENABLE ROW LEVEL SECURITY;
ALTER TABLE strategy_co_owners FORCE ROW LEVEL SECURITY;
CREATE POLICY strategy_co_owners_tenant ON strategy_co_owners TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

-- People sign in before a tenant is chosen: then they see their own memberships. In a tenant, its members are seen.

CREATE POLICY memberships_own ON memberships FOR SELECT TO interlace_identity
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY users_identity ON users TO interlace_identity USING (true) WITH CHECK (true);
CREATE POLICY users_members ON users FOR SELECT TO interlace_app
    USING (EXISTS (SELECT FROM memberships WHERE memberships.user_id = users.id));

-- Rights. What has happened can be added to, never altered or removed.

GRANT USAGE ON SCHEMA public TO interlace_app, interlace_identity;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    works,
    bodies,
    outbox,
    refresh_families,
    reports,
    service_accounts,
    actions,
    competences,
    declarations,
    memberships,
    relations,
    strategies,
    successions,
    action_partners,
    commitments,
    links,
    participations,
    strategy_co_owners
    TO interlace_app;

GRANT SELECT, INSERT, UPDATE ON registers TO interlace_app;
GRANT SELECT, INSERT ON changes, audit TO interlace_app;
GRANT SELECT ON tenants TO interlace_app;
GRANT SELECT (id, email, name, language, signed_out_before, created_at) ON users TO interlace_app;
GRANT SELECT, INSERT, UPDATE ON tenants TO interlace_identity;
GRANT SELECT, INSERT, UPDATE, DELETE ON users, single_use_links TO interlace_identity;
GRANT SELECT ON memberships TO interlace_identity;
GRANT SELECT ON alembic_version TO interlace_app;

-- Statistics from when a table was nearly empty would let the planner go through a whole table for each of many rows. The
-- application's role owns no table and may not ANALYZE; this function, which takes nothing and tells nothing, does so for
-- tables of a register that hold less than one known row a page.

CREATE FUNCTION refresh_lagging_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    lagging text;
BEGIN
    FOR lagging IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples >= 0
            AND reltuples < pg_relation_size(oid) / current_setting('block_size')::bigint
            AND relname IN (
                'registers', 'bodies', 'competences', 'relations', 'works', 'strategies', 'strategy_co_owners',
                'commitments', 'actions', 'action_partners', 'links', 'participations', 'successions', 'declarations',
                'reports')
        ORDER BY relname
    LOOP
        EXECUTE format('ANALYZE public.%I', lagging);
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION refresh_lagging_statistics() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION refresh_lagging_statistics() TO interlace_app;
