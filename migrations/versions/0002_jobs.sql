-- Long work: jobs of tenants and their files, and who may use the queue that the workers share.

CREATE TABLE jobs (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    actor TEXT NOT NULL,
    arguments JSONB NOT NULL,
    progress BIGINT DEFAULT '0' NOT NULL,
    step TEXT,
    result JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT jobs_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT jobs_tenant_id_fk FOREIGN KEY(tenant_id) REFERENCES registers (tenant_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT jobs_state_check CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT jobs_progress_check CHECK (progress BETWEEN 0 AND 100)
);

CREATE INDEX jobs_state_index ON jobs (tenant_id, state);

CREATE TABLE job_files (
    tenant_id UUID DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
    job UUID NOT NULL,
    part BIGINT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT job_files_pk PRIMARY KEY (tenant_id, job, part),
    CONSTRAINT job_files_tenant_id_job_fk FOREIGN KEY(tenant_id, job) REFERENCES jobs (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE
);

ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY jobs_tenant ON jobs TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

ALTER TABLE job_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_files FORCE ROW LEVEL SECURITY;
CREATE POLICY job_files_tenant ON job_files TO interlace_app
    USING (tenant_id = current_setting('app.tenant_id')::uuid)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON jobs, job_files TO interlace_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers
    TO interlace_app;
GRANT USAGE ON SEQUENCE
    procrastinate_jobs_id_seq, procrastinate_events_id_seq, procrastinate_workers_id_seq,
    procrastinate_periodic_defers_id_seq
    TO interlace_app;
