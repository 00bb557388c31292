-- The request register: who asks whom for what, what it became, and what is owed in return.

CREATE TABLE requests (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    asker TEXT NOT NULL,
    for_body TEXT COLLATE "C",
    reason TEXT NOT NULL,
    deadline DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT requests_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT requests_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT requests_asker_check CHECK (length(asker) BETWEEN 1 AND 100),
    CONSTRAINT requests_for_body_check CHECK (for_body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(for_body) <= 64),
    CONSTRAINT requests_reason_check CHECK (length(reason) BETWEEN 1 AND 1000)
);

CREATE INDEX requests_asker_index ON requests (tenant_id, asker);

CREATE INDEX requests_deadline_index ON requests (tenant_id, deadline);

CREATE INDEX requests_for_body_index ON requests (tenant_id, for_body);

CREATE TABLE questions (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    words TEXT,
    state TEXT DEFAULT 'waiting' NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    answer TEXT,
    answered_by TEXT,
    note TEXT,
    CONSTRAINT questions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT questions_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT questions_body_check CHECK (body ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND length(body) <= 64),
    CONSTRAINT questions_kind_check CHECK (kind IN ('declaration', 'strategies', 'actions', 'participations', 'competences', 'strategy-field', 'finding', 'text')),
    CONSTRAINT questions_subject_check CHECK (length(subject) <= 500),
    CONSTRAINT questions_words_check CHECK (length(words) BETWEEN 1 AND 500),
    CONSTRAINT questions_state_check CHECK (state IN ('waiting', 'answered', 'not_needed', 'known')),
    CONSTRAINT questions_answer_check CHECK (answer IN ('nothing_changed', 'given', 'not_ours', 'not_known')),
    CONSTRAINT questions_answered_check CHECK ((state = 'answered') = (answer IS NOT NULL)),
    CONSTRAINT questions_ended_at_check CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CONSTRAINT questions_note_check CHECK (length(note) BETWEEN 1 AND 2000),
    CONSTRAINT questions_answered_by_check CHECK (length(answered_by) BETWEEN 1 AND 100)
);

CREATE INDEX questions_body_id_index ON questions (tenant_id, body, id);

CREATE INDEX questions_opened_at_index ON questions (tenant_id, opened_at);

CREATE UNIQUE INDEX questions_waiting_index ON questions (tenant_id, body, kind, subject) WHERE state = 'waiting';

CREATE TABLE askings (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    request UUID NOT NULL,
    question UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT NOT NULL,
    since DATE,
    known_as TEXT,
    reply TEXT,
    replied_at TIMESTAMP WITH TIME ZONE,
    replied_by TEXT,
    reply_due_on DATE,
    CONSTRAINT askings_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT askings_tenant_id_request_question_key UNIQUE (tenant_id, request, question),
    CONSTRAINT askings_tenant_id_request_fk FOREIGN KEY(tenant_id, request) REFERENCES requests (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT askings_tenant_id_question_fk FOREIGN KEY(tenant_id, question) REFERENCES questions (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT askings_outcome_check CHECK (outcome IN ('asked', 'joined', 'already_known')),
    CONSTRAINT askings_reply_check CHECK (length(reply) BETWEEN 1 AND 2000),
    CONSTRAINT askings_replied_at_check CHECK ((reply IS NULL) = (replied_at IS NULL)),
    CONSTRAINT askings_replied_by_check CHECK (length(replied_by) BETWEEN 1 AND 100),
    CONSTRAINT askings_known_as_check CHECK (length(known_as) BETWEEN 1 AND 100)
);

CREATE INDEX askings_at_index ON askings (tenant_id, at);

CREATE INDEX askings_owed_index ON askings (tenant_id, reply_due_on) WHERE reply_due_on IS NOT NULL AND replied_at IS NULL;

CREATE INDEX askings_question_index ON askings (tenant_id, question);

ALTER TABLE requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE requests FORCE ROW LEVEL SECURITY;
CREATE POLICY requests_tenant ON requests TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE questions FORCE ROW LEVEL SECURITY;
CREATE POLICY questions_tenant ON questions TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE askings ENABLE ROW LEVEL SECURITY;
ALTER TABLE askings FORCE ROW LEVEL SECURITY;
CREATE POLICY askings_tenant ON askings TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON requests, questions, askings TO interlace_app;
