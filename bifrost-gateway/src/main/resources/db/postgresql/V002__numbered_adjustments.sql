-- compatible: yes
-- Adjustments are numbered in the order in which they become visible; 0 are those of releases that do not number them.

ALTER TABLE adjustment ADD COLUMN number BIGINT NOT NULL DEFAULT 0;

CREATE INDEX adjustment_number ON adjustment (number);

INSERT INTO change_counter (name, value) VALUES ('adjustment', 0);
