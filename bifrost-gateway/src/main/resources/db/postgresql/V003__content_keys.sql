-- compatible: yes
-- What kept content is encrypted with, wrapped by a key that is not here: without its row it can not be read any more.

CREATE TABLE content_key (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    master TEXT NOT NULL,
    wrapped TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE INDEX content_key_subject ON content_key (subject, created);

CREATE TABLE erasure (
    number BIGINT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    created BIGINT NOT NULL,
    content_keys TEXT NOT NULL
);

INSERT INTO change_counter (name, value) VALUES ('erasure', 0);
