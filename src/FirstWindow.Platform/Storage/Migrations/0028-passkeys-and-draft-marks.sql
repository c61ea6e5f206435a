-- Passkeys of the staff, and what a browser was asked to sign: once, and shortly.
CREATE TABLE passkey(
    id {{id}} PRIMARY KEY, staff {{id}} NOT NULL REFERENCES staff(id), name TEXT NOT NULL, credential {{bytes}} NOT NULL UNIQUE,
    public_key {{bytes}} NOT NULL, uses_counted BIGINT NOT NULL, may_be_copied {{bool}} NOT NULL, added_at BIGINT NOT NULL, used_at BIGINT);
CREATE INDEX passkey_staff ON passkey(staff);
CREATE TABLE passkey_challenge(
    id {{id}} PRIMARY KEY, purpose TEXT NOT NULL, staff {{id}}, session {{id}}, state TEXT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX passkey_challenge_end ON passkey_challenge(expires_at);

-- A draft a language model wrote stays marked when the desk is loaded again.
ALTER TABLE draft ADD COLUMN is_by_machine {{bool}} NOT NULL DEFAULT FALSE;
