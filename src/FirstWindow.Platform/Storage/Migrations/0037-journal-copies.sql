-- How far the journal was copied to a system outside the house; a new address gets it from the beginning.
CREATE TABLE journal_copy(
    id {{id}} PRIMARY KEY, address TEXT NOT NULL UNIQUE, block BIGINT NOT NULL, sent_at BIGINT, lease_by {{id}}, lease_until BIGINT);
