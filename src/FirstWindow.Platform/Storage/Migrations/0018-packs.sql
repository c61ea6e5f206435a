-- Language packs as the bank has changed them; an empty content brings the shipped pack back.
CREATE TABLE pack_version(
    id {{id}} PRIMARY KEY, pack TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, reason TEXT NOT NULL,
    shipped_digest TEXT NOT NULL, checked_by TEXT NOT NULL, proposed_by {{id}}, proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT,
    state TEXT NOT NULL);
CREATE UNIQUE INDEX pack_version_number ON pack_version(pack, version);
CREATE UNIQUE INDEX pack_version_proposed ON pack_version(pack) WHERE state = 'Proposed';
