-- One-time addresses by which people make their own sign-in, files waiting to be imported, and the bank's settings in versions.
CREATE TABLE invitation(
    id {{id}} PRIMARY KEY, staff {{id}}, key_hash {{bytes}} NOT NULL UNIQUE, totp_secret {{bytes}} NOT NULL,
    made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, ended_at BIGINT, is_used {{bool}} NOT NULL);
CREATE INDEX invitation_open ON invitation(staff) WHERE ended_at IS NULL;

CREATE TABLE import_file(
    id {{id}} PRIMARY KEY, kind TEXT NOT NULL, made_by {{id}} NOT NULL, made_at BIGINT NOT NULL, content {{bytes}} NOT NULL);

CREATE TABLE bank_settings_version(
    id {{id}} PRIMARY KEY, version INTEGER NOT NULL UNIQUE, content TEXT NOT NULL, proposed_by {{id}}, proposed_at BIGINT NOT NULL,
    decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE UNIQUE INDEX bank_settings_proposed ON bank_settings_version(state) WHERE state = 'Proposed';
