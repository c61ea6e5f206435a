-- A program proves itself by a key of its own and gets a token of some minutes; each of its words is taken once.
CREATE TABLE program_key(
    id {{id}} PRIMARY KEY, account {{id}} NOT NULL, public_key TEXT NOT NULL, proposed_by {{id}},
    proposed_at BIGINT NOT NULL, decided_by {{id}}, decided_at BIGINT, state TEXT NOT NULL);
CREATE INDEX program_key_account ON program_key(account);
CREATE TABLE program_token(id {{id}} PRIMARY KEY, key {{id}} NOT NULL, token_hash {{bytes}} NOT NULL UNIQUE, expires_at BIGINT NOT NULL);
CREATE INDEX program_token_end ON program_token(expires_at);
CREATE TABLE program_assertion(
    account {{id}} NOT NULL, jti TEXT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (account, jti));
CREATE INDEX program_assertion_end ON program_assertion(expires_at);

-- Tokens that were made to hold for a year end within thirty days.
UPDATE service_account SET expires_at = {{now}} + 2592000000000 WHERE expires_at > {{now}} + 2592000000000;
