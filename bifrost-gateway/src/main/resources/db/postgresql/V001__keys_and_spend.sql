-- compatible: yes
-- Times are milliseconds since 1970, buckets seconds since 1970 (UTC), money billionths of a US dollar.

CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    compatible INTEGER NOT NULL,
    applied BIGINT NOT NULL
);

CREATE TABLE change_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);

INSERT INTO change_counter (name, value) VALUES ('virtual_key', 0);

CREATE TABLE virtual_key (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    previous_hash TEXT,
    previous_until BIGINT,
    settings TEXT NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT,
    revoked BIGINT,
    version BIGINT NOT NULL
);

CREATE INDEX virtual_key_version ON virtual_key (version);

CREATE TABLE spend (
    owner TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    nano_dollars BIGINT NOT NULL,
    estimated_nano_dollars BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    PRIMARY KEY (owner, bucket)
);

CREATE TABLE spend_model (
    owner TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    seconds BIGINT NOT NULL,
    nano_dollars BIGINT NOT NULL,
    estimated_nano_dollars BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    PRIMARY KEY (owner, bucket, provider, model)
);

CREATE TABLE adjustment (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    nano_dollars BIGINT NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    created BIGINT NOT NULL,
    refers_to TEXT
);

CREATE INDEX adjustment_owner ON adjustment (owner, bucket);

CREATE TABLE journal_cursor (
    follower TEXT NOT NULL,
    journal TEXT NOT NULL,
    segment BIGINT NOT NULL,
    position BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    moved BIGINT NOT NULL,
    PRIMARY KEY (follower, journal)
);

CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL, created BIGINT NOT NULL);

CREATE TABLE gateway_instance (
    id TEXT NOT NULL PRIMARY KEY,
    started BIGINT NOT NULL,
    seen BIGINT NOT NULL
);
