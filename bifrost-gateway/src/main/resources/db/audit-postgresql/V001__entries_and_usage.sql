-- compatible: yes
-- Every entry of every journal, as it was written. The columns from request_id on are of calls, and only for finding
-- them: texts are cut after 2000 bytes. An entry's chain is checked by previous, hash and entry.
CREATE TABLE IF NOT EXISTS audit_entries (
    instance uuid NOT NULL,
    sequence bigint NOT NULL,
    recorded timestamptz NOT NULL,
    time timestamptz,
    stream bigint,
    status bigint,
    attempts bigint,
    prompt_tokens bigint,
    cached_tokens bigint,
    cache_write_tokens bigint,
    completion_tokens bigint,
    reasoning_tokens bigint,
    estimated bigint,
    cost_nanos bigint,
    bytes_in bigint,
    bytes_out bigint,
    first_token_nanos bigint,
    total_nanos bigint,
    gateway_nanos bigint,
    kind text NOT NULL,
    request_id text,
    trace_id text,
    key_id text,
    virtual_key text,
    team text,
    organization text,
    end_user text,
    labels jsonb,
    client_address text,
    agent text,
    operation text,
    route text,
    alias text,
    provider text,
    model_asked text,
    model text,
    model_answered text,
    region text,
    failure text,
    ending text,
    price text,
    previous bytea,
    hash bytea NOT NULL,
    entry text NOT NULL,
    attachment bytea,
    PRIMARY KEY (instance, sequence, recorded)
) PARTITION BY RANGE (recorded);

-- Ciphertext, in which there is nothing to compress.
ALTER TABLE audit_entries ALTER COLUMN attachment SET STORAGE EXTERNAL;

CREATE INDEX IF NOT EXISTS audit_entries_time ON audit_entries (time) WHERE kind = 'call';

CREATE INDEX IF NOT EXISTS audit_entries_request ON audit_entries (request_id) WHERE request_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS audit_entries_key ON audit_entries (key_id, time) WHERE key_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS audit_entries_team ON audit_entries (team, time) WHERE team IS NOT NULL;

CREATE INDEX IF NOT EXISTS audit_entries_model ON audit_entries (model, time) WHERE model IS NOT NULL;

CREATE INDEX IF NOT EXISTS audit_entries_end_user ON audit_entries (end_user, time) WHERE end_user IS NOT NULL;

CREATE INDEX IF NOT EXISTS audit_entries_cost ON audit_entries (cost_nanos) WHERE kind = 'call' AND cost_nanos > 0;

CREATE INDEX IF NOT EXISTS audit_entries_failed ON audit_entries (time) WHERE failure IS NOT NULL OR status >= 400;

CREATE INDEX IF NOT EXISTS audit_entries_labels ON audit_entries USING gin (labels jsonb_path_ops)
    WHERE labels IS NOT NULL;

CREATE INDEX IF NOT EXISTS audit_entries_content ON audit_entries (recorded) WHERE attachment IS NOT NULL;

-- What calls consumed, by hour. group_id is a hash of the columns from key_id to labels; every gateway has rows of its
-- own, so that none waits for another.
CREATE TABLE IF NOT EXISTS audit_usage (
    hour timestamptz NOT NULL,
    instance uuid NOT NULL,
    group_id uuid NOT NULL,
    key_id text,
    virtual_key text,
    team text,
    organization text,
    provider text,
    model text,
    alias text,
    labels jsonb NOT NULL,
    calls bigint NOT NULL,
    failed bigint NOT NULL,
    prompt_tokens numeric NOT NULL,
    cached_tokens numeric NOT NULL,
    cache_write_tokens numeric NOT NULL,
    completion_tokens numeric NOT NULL,
    reasoning_tokens numeric NOT NULL,
    cost_nanos numeric NOT NULL,
    PRIMARY KEY (hour, instance, group_id)
) WITH (fillfactor = 80);

-- How far each journal has come: written together with its entries.
CREATE TABLE IF NOT EXISTS audit_cursors (
    instance uuid PRIMARY KEY,
    sequence bigint NOT NULL,
    hash bytea,
    recorded timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS audit_schema (
    version integer PRIMARY KEY,
    name text NOT NULL,
    compatible boolean NOT NULL,
    applied timestamptz NOT NULL DEFAULT now()
);
