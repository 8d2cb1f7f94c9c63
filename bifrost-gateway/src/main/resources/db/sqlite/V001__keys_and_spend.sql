-- compatible: yes
-- Times are milliseconds since 1970, buckets seconds since 1970 (UTC), money billionths of a US dollar.

CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    compatible INTEGER NOT NULL,
    applied INTEGER NOT NULL
) STRICT;

CREATE TABLE change_counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

INSERT INTO change_counter (name, value) VALUES ('virtual_key', 0);

CREATE TABLE virtual_key (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    previous_hash TEXT,
    previous_until INTEGER,
    settings TEXT NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT,
    revoked INTEGER,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX virtual_key_version ON virtual_key (version);

CREATE TABLE spend (
    owner TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    nano_dollars INTEGER NOT NULL,
    estimated_nano_dollars INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    PRIMARY KEY (owner, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_model (
    owner TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    nano_dollars INTEGER NOT NULL,
    estimated_nano_dollars INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    PRIMARY KEY (owner, bucket, provider, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE adjustment (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    nano_dollars INTEGER NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    created INTEGER NOT NULL,
    refers_to TEXT
) STRICT;

CREATE INDEX adjustment_owner ON adjustment (owner, bucket);

CREATE TABLE journal_cursor (
    follower TEXT NOT NULL,
    journal TEXT NOT NULL,
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    PRIMARY KEY (follower, journal)
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE gateway_instance (
    id TEXT NOT NULL PRIMARY KEY,
    started INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
