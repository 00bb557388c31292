-- What people are told, the letters in which it is mailed, and how they want to be written to.

CREATE TABLE reminder_letters (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    kind TEXT NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts BIGINT DEFAULT '0' NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    held_until TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    error TEXT,
    CONSTRAINT reminder_letters_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT reminder_letters_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT reminder_letters_kind_check CHECK (kind IN ('urgent', 'digest')),
    CONSTRAINT reminder_letters_state_check CHECK (state IN ('waiting', 'sent', 'given-up')),
    CONSTRAINT reminder_letters_ended_at_check CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CONSTRAINT reminder_letters_attempts_check CHECK (attempts >= 0),
    CONSTRAINT reminder_letters_error_check CHECK (length(error) <= 500)
);

CREATE INDEX reminder_letters_user_id_made_at_index ON reminder_letters (tenant_id, user_id, made_at);

CREATE INDEX reminder_letters_waiting_index ON reminder_letters (tenant_id, next_at) WHERE state = 'waiting';

CREATE TABLE notices (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    details JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    letter UUID,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT notices_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT notices_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT notices_tenant_id_letter_fk FOREIGN KEY(tenant_id, letter) REFERENCES reminder_letters (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT notices_kind_check CHECK (kind ~ '^[a-z][a-z-]{1,39}$'),
    CONSTRAINT notices_about_check CHECK (length(about) BETWEEN 1 AND 300),
    CONSTRAINT notices_details_check CHECK (octet_length(details::text) <= 8192)
);

CREATE INDEX notices_about_index ON notices (tenant_id, about);

CREATE INDEX notices_letter_index ON notices (tenant_id, letter);

CREATE UNIQUE INDEX notices_once_index ON notices (tenant_id, user_id, kind, about) WHERE settled_at IS NULL;

CREATE INDEX notices_user_id_id_index ON notices (tenant_id, user_id, id);

CREATE TABLE notice_preferences (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    user_id UUID NOT NULL,
    mails TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT notice_preferences_pk PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT notice_preferences_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT notice_preferences_mails_check CHECK (mails IN ('digest', 'named', 'none'))
);

ALTER TABLE reminder_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_letters FORCE ROW LEVEL SECURITY;
CREATE POLICY reminder_letters_tenant ON reminder_letters TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
CREATE POLICY notices_tenant ON notices TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE notice_preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_preferences FORCE ROW LEVEL SECURITY;
CREATE POLICY notice_preferences_tenant ON notice_preferences TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON reminder_letters, notices, notice_preferences TO interlace_app;
